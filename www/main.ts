// Boot: language and theme before the first paint, the engine at once, then the page.
import { mount } from 'svelte';
import { openExample, recall } from './actions';
import { startEngine } from './engine';
import { readLink } from './link';
import { app } from './state.svelte';
import App from './views/App.svelte';
import './style.css';

const link = readLink(location.hash);
const language = link.language ?? recall('language') ?? navigator.language.slice(0, 2);
app.language = language === 'ja' ? 'ja' : 'en';
const theme = recall('theme');
app.themeChoice = theme === 'light' || theme === 'dark' ? theme : 'auto';
const dark = matchMedia('(prefers-color-scheme: dark)');
app.systemTheme = dark.matches ? 'dark' : 'light';
dark.addEventListener('change', () => (app.systemTheme = dark.matches ? 'dark' : 'light'));
document.documentElement.dataset.theme = app.theme;
if (link.question) app.question = link.question;
if (link.exposure) Object.assign(app, { exposureQuestion: link.exposure, view: 'exposure' });

startEngine().catch((error) => (app.problem = error));
mount(App, { target: document.getElementById('app')! });
if (link.example !== null) void openExample(link.example);
