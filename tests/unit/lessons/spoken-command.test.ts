import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spokenCommand, type SpokenCommand } from '../../../src/lessons/spoken-command.ts';

const said: Record<string, Partial<Record<SpokenCommand | 'none', readonly string[]>>> = {
  en: {
    repeat: [
      'repeat',
      'Repeat that, please.',
      'say it again please',
      'Can you say that again?',
      'Again, please',
      'could you repeat the question',
      'What did you say?',
      'um once more',
      "I didn't hear you",
    ],
    slower: [
      'slower',
      'more slowly',
      'Slower, please',
      'can you speak more slowly',
      'slow down',
      'too fast',
      'say it more slowly',
    ],
    hint: [
      'hint',
      'give me a hint',
      'Can I have a hint, please?',
      'help me',
      'I need a clue',
      'another hint',
    ],
    skip: ['skip', 'skip this one', 'next', 'next question please', 'pass'],
    pause: ['pause', 'stop', 'wait a minute', 'hold on', 'one moment please', "let's take a break"],
    help: ['help', 'What can I say?', 'how does this work'],
    'dont-know': [
      "I don't know",
      "um, I don't know",
      'i dont know',
      'I do not know',
      'no idea',
      "I'm not sure",
      'I forgot',
      "I can't remember",
      'I give up',
      'tell me the answer',
      'What is the answer?',
    ],
    yes: ['yes', 'Yeah.', 'yes please', "that's right", 'correct', 'Yes, I did'],
    no: ['no', 'Nope', 'No, I didn’t.', "that's not what I said", 'no thanks'],
    none: [
      'Paris',
      'I know',
      'know',
      'I do not know the way to the station',
      'The next day it rained',
      'Stop signs are red',
      'yes I have been to Paris twice',
      'no sugar',
      'help the old man',
      'wait for me at the station',
      'I want the second one',
      'slowly but surely',
      'B',
      'two',
      '',
      '...',
      'it is not right to lie',
    ],
  },
  es: {
    repeat: [
      'repite',
      'repite por favor',
      'otra vez',
      '¿Puedes repetir?',
      'una vez más',
      '¿Qué has dicho?',
    ],
    slower: ['más despacio', 'mas despacio por favor', 'habla más lento', 'no tan rápido'],
    hint: ['una pista', 'dame una pista', '¿Me das una pista?', 'necesito ayuda'],
    skip: ['siguiente', 'paso', 'salta esta pregunta'],
    pause: ['pausa', 'espera', 'un momento'],
    help: ['ayuda', '¿qué puedo decir?'],
    'dont-know': ['no sé', 'no se', 'No lo sé.', 'ni idea', 'no me acuerdo', 'me rindo'],
    yes: ['sí', 'si', 'exacto'],
    no: ['no', 'no, no dije eso'],
    none: ['París', 'no sé nadar muy bien en el mar', 'la segunda', 'pan y leche'],
  },
  fr: {
    repeat: [
      'répète',
      "répétez s'il vous plaît",
      'encore une fois',
      'pouvez-vous répéter ?',
      "Qu'est-ce que vous avez dit ?",
    ],
    slower: ['plus lentement', "moins vite s'il te plaît", 'trop vite'],
    hint: ['un indice', 'donne-moi un indice', 'aidez-moi', "j'ai besoin d'aide"],
    skip: ['suivant', 'passe', 'je passe'],
    pause: ['pause', 'attends', 'un moment'],
    help: ['aide', "qu'est-ce que je peux dire"],
    'dont-know': ['je ne sais pas', 'je sais pas', "j'sais pas", 'aucune idée', "j'ai oublié"],
    yes: ['oui', "c'est ça", 'exactement'],
    no: ['non', "ce n'est pas ça"],
    none: ['Paris', 'je ne sais pas nager', 'le chat', 'le deuxième'],
  },
  de: {
    repeat: [
      'wiederhole das',
      'noch einmal bitte',
      'nochmal',
      'Können Sie das bitte wiederholen?',
      'Wie bitte?',
    ],
    slower: ['langsamer', 'langsamer bitte', 'nicht so schnell'],
    hint: ['ein Tipp', 'gib mir einen Tipp', 'hilf mir'],
    skip: ['weiter', 'nächste Frage'],
    pause: ['Pause', 'warte', 'einen Moment bitte'],
    help: ['Hilfe', 'Was kann ich sagen?'],
    'dont-know': [
      'ich weiß nicht',
      'Ich weiss es nicht',
      'das weiß ich nicht',
      'keine Ahnung',
      'ich habe es vergessen',
    ],
    yes: ['ja', 'Ja, genau.', 'stimmt'],
    no: ['nein', 'das stimmt nicht'],
    none: ['Paris', 'ich weiß nicht wo der Bahnhof ist', 'die zweite', 'ein Hund'],
  },
};

describe.each(Object.entries(said))('commands in %s', (language, commands) => {
  for (const [command, utterances] of Object.entries(commands)) {
    it.each(utterances)(`“%s” is ${command}`, (utterance) => {
      expect(spokenCommand(utterance, language)).toBe(command === 'none' ? null : command);
    });
  }
});

describe('a command', () => {
  it('is understood for any region of a language, and in no other language', () => {
    expect(spokenCommand('repite', 'es-MX')).toBe('repeat');
    expect(spokenCommand('repite', 'en')).toBeNull();
    expect(spokenCommand('repeat', 'ja')).toBeNull();
  });

  it('is never found in arbitrary text by accident or with an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        const found = spokenCommand(text, 'en');
        if (/[a-z]/i.test(text) && text.length > 60) expect(found).toBeNull();
      }),
    );
  });

  it('does not swallow what the corpus accepts as an answer of several words', () => {
    const folder = join(import.meta.dirname, '../../fixtures/answers');
    // Both a sentence to translate and a way to give up: right first, so it is never asked for.
    const both = ['je sais pas'];
    const swallowed: string[] = [];
    for (const name of readdirSync(folder)) {
      const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        language: string;
        cases: { answer: string; verdict: string; language?: string; step?: object }[];
      };
      for (const { answer, verdict, language, step } of file.cases) {
        const words = answer.split(/\s+/).length;
        if (verdict !== 'right' || words < 3 || step || both.includes(answer)) continue;
        const command = spokenCommand(answer, language ?? file.language);
        if (command && command !== 'yes' && command !== 'no')
          swallowed.push(`${answer}: ${command}`);
      }
    }
    expect(swallowed).toEqual([]);
  });
});
