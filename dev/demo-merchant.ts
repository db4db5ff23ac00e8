/** The merchant that every local instance has; its id never changes, so that examples stay valid. */
export const DEMO_MERCHANT = { id: "7c9e6679-7425-40de-944b-e07fc1f90ae7", name: "Demo Shop" } as const;
