import { mount } from 'svelte';
import { FakePanel } from '../fake-panel.ts';
import RoutesHarness from './RoutesHarness.svelte';

declare global {
  interface Window {
    panel: FakePanel;
  }
}

window.panel = new FakePanel();
mount(RoutesHarness, {
  target: document.querySelector('#app') ?? document.body,
  props: { panel: window.panel },
});
