import { saveFile } from '../save-file.ts';

/** The file picker of Chromium; others have only downloads. */
interface SavePicker {
  showSaveFilePicker?(options: { suggestedName: string }): Promise<FileSystemFileHandle>;
}

/**
 * Writes a Blob to a place that the person picks, streamed, so that a pack of gigabytes is never in
 * memory. False when they changed their mind.
 */
export async function savePack(content: Blob, name: string): Promise<boolean> {
  const picker = window as SavePicker;
  if (picker.showSaveFilePicker) {
    try {
      const handle = await picker.showSaveFilePicker({ suggestedName: name });
      await content.stream().pipeTo(await handle.createWritable());
      return true;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return false;
      throw error;
    }
  }
  saveFile(content, name);
  return true;
}
