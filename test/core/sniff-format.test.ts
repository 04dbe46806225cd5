import { isFormat, sniffFormat } from '@safeupload/sdk/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joined, latin1 } from '../fixtures/pictures/png-bytes.mjs';

const mediaBox = (length: number, brands: string) =>
  joined([Uint8Array.of(0, 0, 0, length), latin1(`ftyp${brands}`), new Uint8Array(40)]);
const bmp = (headerBytes: number) => joined([latin1('BM'), new Uint8Array(12), Uint8Array.of(headerBytes, 0, 0, 0)]);
const utf16 = (text: string) => Uint8Array.from([0xff, 0xfe, ...[...latin1(text)].flatMap((letter) => [letter, 0])]);

describe('sniffFormat', () => {
  test.each([
    ['jpeg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
    ['png', latin1('\x89PNG\r\n\x1a\n')],
    ['gif', latin1('GIF87a')],
    ['gif', latin1('GIF89a')],
    ['webp', latin1('RIFF\0\0\0\0WEBPVP8 ')],
    ['avif', mediaBox(28, 'avif\0\0\0\0mif1miaf')],
    ['avif', mediaBox(28, 'mif1\0\0\0\0avifmiaf')],
    ['avif', mediaBox(20, 'avis\0\0\0\0msf1')],
    ['heic', mediaBox(20, 'heic\0\0\0\0mif1')],
    ['heic', mediaBox(20, 'mif1\0\0\0\0heic')],
    ['bmp', bmp(40)],
    ['bmp', bmp(124)],
    ['tiff', latin1('II*\0\x08\0\0\0')],
    ['tiff', latin1('MM\0*\0\0\0\x08')],
    ['tiff', latin1('MM\0+\0\x08\0\0')],
    ['ico', latin1('\0\0\x01\0\x02\0')],
    ['psd', latin1('8BPS\0\x01')],
    ['jxl', Uint8Array.of(0xff, 0x0a, 0)],
    ['jxl', latin1('\0\0\0\x0cJXL \r\n\x87\n')],
    ['svg', latin1('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['svg', latin1('\xef\xbb\xbf \n<?xml version="1.0"?>\n<!-- <x> -->\n<SVG >')],
    ['svg', latin1('<!DOCTYPE svg PUBLIC "x" "y"><s:svg xmlns:s="http://www.w3.org/2000/svg">')],
    ['svg', utf16('<?xml version="1.0"?><svg width="1">')],
  ])('knows %s', (format, bytes) => {
    expect(sniffFormat(bytes)).toBe(format);
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['a sentence', latin1('BMW builds motorcycles, and many of them')],
    ['a page', latin1('<!doctype html><title>svg</title>')],
    ['a sound', latin1('RIFF\0\0\0\0WAVEfmt ')],
    ['a film', mediaBox(20, 'isom\0\0\0\0mp42')],
    ['an icon without pictures', latin1('\0\0\x01\0\0\0')],
    ['an archive', latin1('PK\x03\x04')],
    ['half a signature', latin1('\x89PNG\r\n')],
    ['a picture one byte in', latin1('xGIF89a')],
  ])('does not know %s', (_, bytes) => {
    expect(sniffFormat(bytes)).toBeNull();
  });

  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const format = sniffFormat(bytes);
        expect(format === null || isFormat(format)).toBe(true);
      }),
    );
  });
});
