import { Link, useLocation } from "wouter";
import { useSession } from "../session/session-context.tsx";
import { navigationFor } from "./navigation-items.ts";

/** Links to all pages that the viewer's token opens. */
export function Navigation() {
  const { claims } = useSession();
  const [location] = useLocation();
  const groups = navigationFor(claims.scopes, claims.merchantId);
  const hrefs = groups.flatMap(({ items }) => items.map(({ href }) => href));
  const current = findCurrent(location, hrefs);
  return (
    <nav aria-label="Main" className="navigation">
      {groups.map(({ title, items }) => (
        <div key={title}>
          <p className="navigation__title" id={`nav-${title}`}>
            {title}
          </p>
          <ul aria-labelledby={`nav-${title}`}>
            {items.map(({ href, title: name, icon: Icon }) => (
              <li key={href}>
                <Link href={href} className="navigation__link" aria-current={href === current ? "page" : undefined}>
                  <Icon size={18} aria-hidden="true" /> {name}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** The item that a location belongs to: the longest one that it begins with. */
function findCurrent(location: string, hrefs: readonly string[]): string | undefined {
  return hrefs
    .filter((href) => location === href || (href !== "/" && location.startsWith(`${href}/`)))
    .sort((a, b) => b.length - a.length)[0];
}
