// Stands in for zod's messages in other languages, which nothing here asks for; see [alias] in wrangler.toml.
export {};
