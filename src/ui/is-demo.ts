/** Set in the build that needs no server (`npm run demo`): the page is its own gateway. Of other builds Vite leaves all of it out. */
export const isDemo = import.meta.env.MODE === 'demo'
