import type { Child } from 'hono/jsx';
import { isStaff, members, worksHere } from '../members.js';
import type { View } from '../view.js';
import { Avatar } from './avatar.js';
import { CurtainButton, NightBand } from './curtain.js';
import { Mark } from './icons.js';

/** The frame of every page: head, header with the account switcher, the page itself, footer. */
export function Layout(props: { readonly view: View; readonly title: string; readonly children?: Child }) {
  const { view } = props;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${props.title} · The Kitchen Table`}</title>
        <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/forum.css" />
        <script type="module" src="/assets/forum.js"></script>
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the page
        </a>
        <Header view={view} />
        <NightBand view={view} />
        <main id="main" tabindex={-1}>
          {view.notice === null ? null : <NoticeLine view={view} />}
          {props.children}
        </main>
        <footer class="footer">
          <div class="footer-row">
            <p>The Kitchen Table is the example forum of SafeUpload. Everybody here is invented.</p>
            <nav aria-label="More">
              <a href="/try">What to try</a>
              <a href="/night">Play the night</a>
              <a href="/privacy">What is sent and kept</a>
            </nav>
          </div>
        </footer>
      </body>
    </html>
  );
}

function Header({ view }: { readonly view: View }) {
  const member = view.session?.member ?? null;
  const at = (path: string) => (view.path === path ? 'page' : undefined);
  return (
    <header class="header">
      <div class="header-row">
        <a class="brand" href="/">
          <Mark />
          <span>The Kitchen Table</span>
        </a>
        <nav aria-label="Forum">
          <a href="/" aria-current={at('/')}>
            Threads
          </a>
          <a class={worksHere(member) ? 'nav-wide' : undefined} href="/try" aria-current={at('/try')}>
            What to try
          </a>
          {view.staff !== null ? (
            <a href="/desk" aria-current={at('/desk')}>
              Desk
              {view.staff.waiting > 0 ? (
                <span class="count">
                  {view.staff.waiting}
                  <span class="hidden"> waiting</span>
                </span>
              ) : null}
            </a>
          ) : null}
          {view.staff !== null && !view.staff.curtain.isUp && view.path !== '/desk' ? (
            <CurtainButton back={view.path} />
          ) : null}
        </nav>
        <Account view={view} />
      </div>
    </header>
  );
}

function Account({ view }: { readonly view: View }) {
  const member = view.session?.member ?? null;
  return (
    <details class="account">
      <summary>
        {member === null ? null : <Avatar member={member} address={view.avatars.get(member.id) ?? null} />}
        <span>{member === null ? 'Act as…' : member.handle}</span>
      </summary>
      <div class="account-panel">
        {member === null ? null : (
          <p class="account-self">
            <a href="/me">Your page and picture</a>
          </p>
        )}
        <ActAs view={view} />
        {member === null ? null : (
          <form method="post" action="/sign-out" data-forget={member.id}>
            <button class="quiet" type="submit">
              Sign out
            </button>
          </form>
        )}
      </div>
    </details>
  );
}

/** The accounts of the demo, one button each. */
export function ActAs({ view }: { readonly view: View }) {
  return (
    <form class="act-as" method="post" action="/act-as">
      <input type="hidden" name="back" value={view.path} />
      {view.pinNeeded ? (
        <label class="pin">
          PIN for staff accounts (printed in the terminal)
          <input name="pin" inputmode="numeric" autocomplete="off" maxlength={12} />
        </label>
      ) : null}
      <ul>
        {members.map((member) =>
          member.act === undefined ? null : (
            <li>
              <button
                type="submit"
                name="account"
                value={member.id}
                aria-pressed={view.session?.member.id === member.id ? 'true' : 'false'}
              >
                <Avatar member={member} address={view.avatars.get(member.id) ?? null} />
                <span>
                  <strong>{member.act.title}</strong>
                  <span class="handle">{member.handle}</span>
                  <small>
                    {member.act.what}
                    {view.pinNeeded && isStaff(member) ? ' Needs the PIN.' : ''}
                  </small>
                </span>
              </button>
            </li>
          ),
        )}
      </ul>
    </form>
  );
}

function NoticeLine({ view }: { readonly view: View }) {
  const { notice } = view;
  if (notice === null) return null;
  return (
    <div class={`notice notice-${notice.tone}`} role="status">
      <p>{notice.text}</p>
      {notice.undo === null ? null : (
        <form method="post" action={`/desk/uploads/${notice.undo}/undo`}>
          <input type="hidden" name="back" value={view.path} />
          <button type="submit">Undo</button>
        </form>
      )}
    </div>
  );
}
