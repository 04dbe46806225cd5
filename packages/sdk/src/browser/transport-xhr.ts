import { SafeUploadError } from '@safeupload/sdk/core';
import { longestAnswerBytes } from './transport-answer.js';
import type { Transport } from './transport-contract.js';
import { abortedError } from './upload-pause.js';

/** What `xhrTransport` does. */
export const sendByXhr: Transport = (request) =>
  new Promise((resolve, reject) => {
    if (request.signal.aborted) return reject(abortedError());
    const xhr = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout> | undefined;

    const settle = (how: () => void) => {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', stop);
      how();
    };
    const fail = (message: string) => settle(() => reject(new SafeUploadError('network-failed', message)));
    const stop = () =>
      settle(() => {
        reject(abortedError());
        xhr.abort();
      });
    const limit = (ms: number, message: string) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        fail(message);
        xhr.abort();
      }, ms);
    };
    const waitForAnswer = () => limit(request.answerMs, `No answer came within ${request.answerMs} ms.`);

    xhr.open(request.method, request.url);
    xhr.withCredentials = true;
    for (const [name, value] of Object.entries(request.headers)) xhr.setRequestHeader(name, value);
    xhr.onload = () => settle(() => resolve({ status: xhr.status, text: xhr.responseText }));
    xhr.onerror = () => fail('The connection broke before an answer came.');
    xhr.onprogress = (event) => {
      if (event.loaded <= longestAnswerBytes) return;
      fail(`The answer is longer than ${longestAnswerBytes} bytes.`);
      xhr.abort();
    };
    // Listeners on `upload` make a cross-origin request preflighted: only where somebody wants to know.
    if (request.onProgress !== undefined) {
      const { onProgress } = request;
      const waitForBytes = () => limit(request.stallMs, `No byte left within ${request.stallMs} ms.`);
      xhr.upload.onprogress = (event) => {
        waitForBytes();
        onProgress(event.loaded, event.total);
      };
      xhr.upload.onload = (event) => {
        waitForAnswer();
        onProgress(event.total, event.total);
      };
      waitForBytes();
    } else {
      waitForAnswer();
    }
    request.signal.addEventListener('abort', stop, { once: true });
    xhr.send(request.body);
  });
