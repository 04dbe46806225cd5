import { afterEach } from 'vitest';
import { page } from 'vitest/browser';
import { cleanup } from 'vitest-browser-react';
import { newScene, pictureNamed, type Scene } from './composer.js';
import type { RoomSettings } from './room.js';
import type { Script } from './scripted-screener.js';

/** Makes scenes on a desktop's page; each ends with the test that asked for it. */
export function scenesOfTests(): (scripts?: Record<string, Script>, settings?: RoomSettings) => Promise<Scene> {
  const scenes: Scene[] = [];
  afterEach(() => {
    cleanup();
    for (const { store } of scenes.splice(0)) store.dispose();
  });
  return async (scripts = {}, settings = {}) => {
    await page.viewport(900, 700);
    const scene = await newScene(scripts, settings);
    scenes.push(scene);
    return scene;
  };
}

/** Adds pictures of these names to the list, each another one. */
export async function add({ store }: Scene, ...names: string[]): Promise<void> {
  store.add(await Promise.all(names.map((name, index) => pictureNamed(name, index + 1))));
}
