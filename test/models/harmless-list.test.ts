import { describe, expect, it } from 'vitest';
import { picturePackages, picturesInPackage } from '../fixtures/picture-packages.mjs';
import { harmlessPhotos, listedPictures } from '../support/harmless-photos.mjs';

describe('the list of harmless pictures', () => {
  it.each(picturePackages)('leaves out no picture of %s', async (name) => {
    const found = await picturesInPackage(name);
    const listed = listedPictures().filter((picture) => picture.package === name);
    const facts = ({ path, sha256, width, height }: (typeof listed)[number] | (typeof found)[number]) =>
      `${path} ${sha256} ${width}×${height}`;
    expect(listed.map(facts)).toEqual(found.map(facts));
  });

  it('names no package that was not searched', () => {
    expect([...new Set(listedPictures().map((picture) => picture.package))]).toEqual(picturePackages);
  });

  it('has at least 120 photographs, smaller copies not counted', () => {
    const photographs = harmlessPhotos().filter(({ kind }) => kind === 'photograph');
    expect(photographs.filter(({ isSmallerCopy }) => !isSmallerCopy).length).toBeGreaterThanOrEqual(120);
    expect(new Set(photographs.map(({ sha256 }) => sha256)).size).toBe(photographs.length);
  });

  it('finds every file with its digest', () => {
    expect(harmlessPhotos().map(({ name }) => name)).toEqual(
      listedPictures().map((picture) => `${picture.package}/${picture.path}`),
    );
  });

  it('counts as a smaller copy only what it lists in a larger size', () => {
    const listed = listedPictures();
    for (const copy of listed.filter(({ smallerCopyOf }) => smallerCopyOf !== undefined)) {
      const larger = listed.find(({ package: name, path }) => name === copy.package && path === copy.smallerCopyOf);
      expect(larger?.width, copy.path).toBeGreaterThan(copy.width);
    }
  });
});
