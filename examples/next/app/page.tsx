import { Composer } from './composer';

// Rendered on the server, for every request.
export const dynamic = 'force-dynamic';

export default function Page() {
  return (
    <main>
      <h1>Write a post</h1>
      <Composer thread="kitchen" />
    </main>
  );
}
