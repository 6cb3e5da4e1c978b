// Draws one line of a chat. Text is never parsed as HTML: only <a href> and bare addresses become links, as in WeChat.

export function el(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter(c => c !== null && c !== undefined));
  return node;
}

const colours = ['#3b6ea8', '#a3562f', '#5b7f3a', '#7a4f93', '#8a6a1f', '#2f7f83'];

export function face(name, key) {
  const sum = [...key].reduce((n, c) => n + c.charCodeAt(0), 0);
  const node = el('span', { className: 'face', textContent: name.slice(0, 1) });
  node.style.background = key === 'account' ? '#067a46' : colours[sum % colours.length];
  return node;
}

export const clock = at => new Date(at).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false });

/** The lines as nodes. `say(text, menuId)` answers for the user, `open(url)` follows a link. */
export function drawChat(lines, me, account, { say, open }) {
  const nodes = [];
  let last = 0;
  for (const line of lines) {
    if (line.at - last > 5 * 60_000) nodes.push(el('p', { className: 'at', textContent: clock(line.at) }));
    last = line.at;
    nodes.push(drawLine(line, me, account, { say, open }));
  }
  return nodes;
}

function drawLine(line, me, account, actions) {
  if (line.type === 'event') return el('p', { className: 'notice', textContent: line.text });
  if (line.type === 'notice') return el('p', { className: 'notice bad', textContent: line.text });
  if (line.type === 'template' || line.type === 'news' || line.type === 'miniprogrampage') return drawCard(line, actions);
  const mine = line.from === 'me';
  return el('div', { className: mine ? 'row me' : 'row' },
    mine ? face(me.name, me.openid) : face(account, 'account'), drawBubble(line, actions));
}

function drawBubble(line, actions) {
  const bubble = el('div', { className: 'bubble' });
  if (line.type === 'image') {
    bubble.classList.add('picture');
    bubble.append(el('img', { src: line.imageUrl, alt: '照片' }));
  } else if (line.type === 'location') {
    bubble.append(el('span', { className: 'pin', textContent: line.text }), el('small', { textContent: `${line.data.lat}, ${line.data.lon}` }));
  } else if (line.type === 'voice') {
    bubble.append('▸ 语音 3″');
  } else if (line.type === 'msgmenu') {
    bubble.append(line.title ?? '');
    for (const choice of line.data.choices)
      bubble.append(el('button', { type: 'button', className: 'say', textContent: choice.content, onclick: () => actions.say(choice.content, choice.id) }));
    if (line.data.tail) bubble.append(el('small', { textContent: line.data.tail }));
  } else bubble.append(...linked(line.text, actions));
  return bubble;
}

function drawCard(line, { open }) {
  const card = el(line.url ? 'button' : 'div', { className: 'card' },
    line.imageUrl ? el('img', { src: line.imageUrl, alt: '' }) : null,
    el('h3', { textContent: line.title || '通知' }),
    line.type === 'miniprogrampage' ? null : el('p', { textContent: line.text }),
    line.url ? el('footer', { textContent: '查看详情 ›' }) : null);
  if (line.url) {
    card.type = 'button';
    card.onclick = () => open(line.url);
  }
  return card;
}

function linked(text, { say, open }) {
  const parts = [];
  let done = 0;
  for (const found of text.matchAll(/<a\s[^>]*?href=["']([^"']*)["'][^>]*>(.*?)<\/a>|https?:\/\/[^\s<>，。；）]+/gs)) {
    parts.push(text.slice(done, found.index));
    done = found.index + found[0].length;
    const url = found[1] ?? found[0], words = found[2] ?? found[0];
    if (url.startsWith('weixin://bizmsgmenu')) {
      const query = new URLSearchParams(url.split('?')[1]);
      parts.push(link(words, () => say(query.get('msgmenucontent') ?? words, query.get('msgmenuid'))));
    } else if (/^(https?:\/\/|\/)/.test(url)) parts.push(link(words, () => open(url)));
    else parts.push(words);
  }
  parts.push(text.slice(done));
  return parts;
}

const link = (words, act) => el('a', { href: '#', textContent: words, onclick: event => { event.preventDefault(); act(); } });
