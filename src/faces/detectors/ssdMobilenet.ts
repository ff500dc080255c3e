import type { Detector } from './detector';

export const ssdMobilenet = {
  name: 'ssd-mobilenet',
  help: "face-api's SSD network, based on MobileNet.",
  async open(letterbox, threads) {
    return (await import('../networks/openSsdMobilenet')).openSsdMobilenet(letterbox, threads);
  },
} as const satisfies Detector;
