/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  // Styles go into a file of their own: the page's policy forbids inline ones.
  compilerOptions: { runes: true, css: 'external' },
};
