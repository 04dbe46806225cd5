import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Composer } from './composer';

function App() {
  const [isWriting, setWriting] = useState(true);
  return (
    <>
      <label>
        <input type="checkbox" checked={isWriting} onChange={(event) => setWriting(event.target.checked)} /> Write a
        post
      </label>
      {isWriting ? <Composer /> : null}
    </>
  );
}

const root = document.querySelector('#root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
