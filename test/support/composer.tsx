import { SafeUpload, type SafeUploadViewProps } from '@safeupload/react';
import '@safeupload/react/safe-upload.css';
import { createSafeUpload, type SafeUploadStore } from '@safeupload/sdk';
import { paintedFile } from './painted-file.js';
import { newRoom, type Room, type RoomSettings } from './room.js';
import { type Script, type ScriptedScreener, scriptedScreener } from './scripted-screener.js';

/** A composer around the component, as a host has it, with a store whose verdicts a test scripts. */
export interface Scene {
  readonly store: SafeUploadStore;
  readonly room: Room;
  readonly screener: ScriptedScreener;
  readonly Composer: (props: SafeUploadViewProps) => React.ReactNode;
}

/** A scene of its own for each test. */
export async function newScene(scripts: Record<string, Script> = {}, settings: RoomSettings = {}): Promise<Scene> {
  const room = newRoom();
  await room.set(settings);
  const screener = scriptedScreener(scripts);
  const limits = { firstPauseMs: 5, longestPauseMs: 10, tries: 2 };
  const store = createSafeUpload({ screener, endpoint: room.endpoint, context: 'post', limits });
  const Composer = (props: SafeUploadViewProps) => (
    <main
      style={{ background: 'light-dark(#fbfaf8, #101316)', padding: 20, minBlockSize: '100vh', font: '16px system-ui' }}
    >
      <form
        aria-label="Write an answer"
        style={{
          background: 'light-dark(#fff, #16191d)',
          border: '1px solid light-dark(#e3e3e0, #2a2f35)',
          borderRadius: 16,
          display: 'grid',
          gap: 14,
          marginInline: 'auto',
          maxInlineSize: 640,
          padding: 16,
        }}
      >
        <textarea
          aria-label="Your answer"
          rows={3}
          style={{
            border: 0,
            font: 'inherit',
            color: 'inherit',
            background: 'transparent',
            resize: 'none',
            padding: 4,
          }}
          defaultValue="We tried the long bench by the window. The cushions are last year’s curtains."
        />
        <SafeUpload store={store} {...props} />
      </form>
    </main>
  );
  return { store, room, screener, Composer };
}

const painted: File[] = [];

/** A real JPEG with this name; each index another picture. */
export async function pictureNamed(name: string, index = 1): Promise<File> {
  painted[index] ??= await paintedFile(640, 480, 'image/jpeg', index);
  return new File([painted[index]], name, { type: 'image/jpeg' });
}

/** Lets the page be light or dark. */
export function setScheme(scheme: 'light' | 'dark'): void {
  document.documentElement.style.colorScheme = scheme;
  document.body.style.margin = '0';
}
