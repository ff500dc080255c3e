import type { Detector } from './detector';

export const ssdMobilenet = {
  name: 'ssd-mobilenet',
  help: "SSD on MobileNet, face-api's network.",
  async open(letterbox, threads) {
    return (await import('../networks/openSsdMobilenet')).openSsdMobilenet(letterbox, threads);
  },
} as const satisfies Detector;
