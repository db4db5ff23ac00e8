/** The text of a member of a JSON object, exactly as it stands there; null when there is none. The JSON has to be sound. */
export function rawMember(json: string, name: string): string | null {
  let depth = 0;
  let position = 0;
  while (position < json.length) {
    const character = json[position];
    if (character === '"') {
      const end = endOfText(json, position);
      const isName = depth === 1 && json.slice(position, end) === JSON.stringify(name);
      const colon = isName ? /^\s*:\s*/.exec(json.slice(end)) : null;
      if (colon !== null) return readValue(json, end + colon[0].length);
      position = end;
      continue;
    }
    if (character === "{" || character === "[") depth += 1;
    if (character === "}" || character === "]") depth -= 1;
    position += 1;
  }
  return null;
}

/** From the first character of a value to where it ends. */
function readValue(json: string, start: number): string {
  let depth = 0;
  for (let position = start; position < json.length; position += 1) {
    const character = json[position];
    if (character === '"') position = endOfText(json, position) - 1;
    else if (character === "{" || character === "[") depth += 1;
    else if ((character === "}" || character === "]") && depth > 0) depth -= 1;
    else if (depth === 0 && (character === "," || character === "}")) return json.slice(start, position).trimEnd();
  }
  return json.slice(start);
}

function endOfText(json: string, start: number): number {
  let position = start + 1;
  while (position < json.length && json[position] !== '"') position += json[position] === "\\" ? 2 : 1;
  return position + 1;
}
