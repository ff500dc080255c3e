/** Where the pictures for the documentation go; undefined unless `npm run screens` asks for them. */
export const picturesFolder = process.env.E2E_PICTURES;
