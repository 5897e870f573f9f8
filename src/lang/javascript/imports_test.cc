#include "lang/javascript/imports.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace ward::javascript {
namespace {

// "require x; import y shadowed", in the order of the text.
std::string asked(const Scan& scan) {
    std::string text;
    for (const Request& one : scan.requests) {
        if (!text.empty()) text += "; ";
        text += fmt::format("{} {}", name_of(one.kind), one.specifier);
        if (!one.type.empty()) text += " as " + one.type;
        if (one.computed) text += " computed";
        if (one.shadowed) text += " shadowed";
        if (one.optional) text += " optional";
        if (one.other_base) text += " elsewhere";
    }
    return text;
}

std::string asked(std::string_view source, const ScanOptions& options = {}) {
    return asked(scan_imports(source, options));
}

struct Row {
    std::string_view source;
    std::string_view expected;
};

TEST(JavascriptImports, ModulesAskInManyForms) {
    const Row rows[] = {
        {"import 'a'", "import a"},
        {"import b from 'a'", "import a"},
        {"import * as b from \"a\"", "import a"},
        {"import {b as c, 'd e' as f, default as g} from 'a'", "import a"},
        {"import b, {c} from 'a'; import d, * as e from 'f'", "import a; import f"},
        {"import b\nfrom\n'a'\nimport 'c'", "import a; import c"},
        {"import from from 'a'", "import a"},
        {"import{a as b}from'./x.js';export{b}from'./y.js'", "import ./x.js; export ./y.js"},
        {"import defer * as a from 'b'; import source c from 'd'", "import b; import d"},
        {"import a from 'b' with { type: 'json' }", "import b as json"},
        {"import a from 'b' assert { 'type': \"json\", }\nexport * from 'c'", "import b as json; export c"},
        {"export * from 'a'; export * as b from 'c'; export {d as default} from 'e'", "export a; export c; export e"},
        {"export {a}\nfrom 'b'", "export b"},
        {"export {a}; 'b'", ""},
        {"export const from = 'a'", ""},
        {"export default from; 'a'", ""},
        {"import('a'); import(`b`); import('c' + \"d\")", "dynamic import a; dynamic import b; dynamic import cd"},
        {"import('a', { with: { type: 'json' } })", "dynamic import a as json"},
        {"import.source('a'); import.defer('b')", "dynamic import a; dynamic import b"},
        {"import(a); import('./' + a); import(`./${a}`)",
         "dynamic import  computed; dynamic import ./ computed; dynamic import ./ computed"},
        {"import(a ? 'b' : 'c')", "dynamic import b; dynamic import c"},
        {"import(('a'))", "dynamic import a"},
        {"import('a'.concat(b))", "dynamic import  computed"},
        {"import.meta.resolve('a'); import.meta.url", "import.meta.resolve a"},
        {"new URL('a', import.meta.url); new URL('b', c)", "new URL a"},
        {"x.import('a'); ({ import(a) {} }).import('b')", ""},
        {"'import x from \"a\"'; // import 'b'\n/import 'c'/; `import 'd'`", ""},
        {"`${import('a')}`", "dynamic import a"},
        {"import '\\u0061\\x62'", "import ab"},
    };
    for (const Row& row : rows) EXPECT_EQ(asked(row.source), row.expected) << row.source;
}

TEST(JavascriptImports, RequireAsksInManyForms) {
    const Row rows[] = {
        {"require('a'); require(\"b\"); require(`c`); require('d' + 'e')",
         "require a; require b; require c; require de"},
        {"require.resolve('a'); require.resolve.paths('b'); require.cache", "require.resolve a"},
        {"require?.('a'); (0, require)('b'); (require)('c')", "require a; require b; require c"},
        {"module.require('a'); process.mainModule.require('b'); require.main.require('c')",
         "require a; require b; require c"},
        {"module['require']('a')", "require a"},
        {"x.require('a'); ({ require(b) {} }).require('c')", ""},
        {"r\\u0065quire('a')", "require a"},
        {"require(a); require('./' + a); require(`./${a}.js`); require()",
         "require  computed; require ./ computed; require ./ computed"},
        {"require(a ? './b' : './c')", "require ./b; require ./c"},
        {"require(\n'a'\n)", "require a"},
        {"if (x) require('a'); else y = require('b').c", "require a; require b"},
        {"const r = require; r('a'); r.resolve('b')", "require a; require.resolve b"},
        {"var r = require\nr('a')", "require a"},
        {"function f() { r('a') } const r = require;", "require a"},
        {"const r = require; function f(r) { r('a') }", ""},
        {"typeof require === 'function' && require('a')", "require a"},
        {"process.dlopen(module, './a.node'); process['dlopen'](module, b)", "dlopen ./a.node; dlopen  computed"},
        {"new Worker('./a.js'); new threads.Worker('b'); new Worker(new URL('c', import.meta.url)); new Worker(d)",
         "worker ./a.js; worker b; worker c; new URL c; worker  computed"},
        {"process.getBuiltinModule('fs'); globalThis.process?.getBuiltinModule?.('vm')",
         "getBuiltinModule fs; getBuiltinModule vm"},
        {"process['getBuiltinModule']('fs')", "getBuiltinModule fs"},
        {"const { getBuiltinModule: g } = process; g('fs')", "getBuiltinModule fs"},
        {"const g = process.getBuiltinModule; g('fs')", "getBuiltinModule fs"},
        {"const g = process.getBuiltinModule; g('fs'); function f(g) { g('x') } x = { getBuiltinModule: h }; h('y')",
         "getBuiltinModule fs"},
    };
    for (const Row& row : rows) EXPECT_EQ(asked(row.source), row.expected) << row.source;
}

TEST(JavascriptImports, WhatCreateRequireGivesIsFollowed) {
    const Row rows[] = {
        {"const req = createRequire(import.meta.url); req('a'); req.resolve('b')",
         "createRequire ; require a; require.resolve b"},
        {"const require = createRequire(import.meta.url); require('a')", "createRequire ; require a"},
        {"let req; req = module.createRequire(__filename); req('a')", "createRequire ; require a"},
        {"createRequire(import.meta.url)('a')", "createRequire ; require a"},
        {"createRequire(import.meta.url).resolve('a')", "createRequire ; require.resolve a"},
        {"import { createRequire as c } from 'module'; const r = c(import.meta.url); r('a')",
         "import module; createRequire ; require a"},
        {"const { createRequire: c } = require('module'); c(__filename)('a')",
         "require module; createRequire ; require a"},
        {"const r = (0, _module.createRequire)(import.meta.url); r('a')", "createRequire ; require a"},
        {"const r = require('module').createRequire(__filename); r('a')", "require module; createRequire ; require a"},
        {"const r = createRequire('/x/y.js'); r('a')", "createRequire /x/y.js; require a elsewhere"},
        {"const r = createRequire(x); r('a')", "createRequire  computed; require a elsewhere"},
        {"f({ createRequire: c }); c(x); const d = c(y); d('a')", ""},
        {"const { createRequire: c } = m; function f(c) { c(x); const d = c(y); d('a') }", ""},
        {"const r = createRequire(import.meta.url); { const r = x; r('a') } (r => r('b'))(c)", "createRequire "},
    };
    for (const Row& row : rows) EXPECT_EQ(asked(row.source), row.expected) << row.source;
}

TEST(JavascriptImports, RequireOfABundleIsShadowed) {
    const Row rows[] = {
        {"(function (require, module, exports) { require('a') })", "require a shadowed"},
        {"({ 1: [function (require) { require('./b') }, {}] })", "require ./b shadowed"},
        {"define(function (require) { require('a') }); require('b')", "require a shadowed; require b"},
        {"(require) => { require('a') }; require('b')", "require a shadowed; require b"},
        {"f((a, require) => require('b'), require('c'))", "require b shadowed; require c"},
        {"require => require('a')\nrequire('b')", "require a shadowed; require b"},
        {"async require => { require('a') }", "require a shadowed"},
        {"async (require) => { require('a') }", "require a shadowed"},
        {"function f({ require, x }) { require('a') }", "require a shadowed"},
        {"function f({ x: require } = {}) { require('a') }", "require a shadowed"},
        {"function f(x = require('a')) { require('b') }", "require a; require b"},
        {"function f({ require: x }) { require('a') }", "require a"},
        {"function f() { require('a'); var require = x }", "require a shadowed"},
        {"function f() { { let require = x; require('a') } require('b') }", "require a shadowed; require b"},
        {"function f() { { var require = x } require('a') }", "require a shadowed"},
        {"function f() { function require() {} require('a') } require('b')", "require a shadowed; require b"},
        {"x = function require() { require('a') }; require('b')", "require a shadowed; require b"},
        {"try {} catch (require) { require('a') } require('b')", "require a shadowed; require b"},
        {"const { require } = x; require('a')", "require a shadowed"},
        {"var require = require || x; require('a')", "require a"},
        {"class A { m(require) { require('a') } n() { require('b') } }", "require a shadowed; require b"},
        {"import require from 'a'; require('b')", "import a; require b shadowed"},
        {"__webpack_require__('a')", ""},
    };
    for (const Row& row : rows) EXPECT_EQ(asked(row.source), row.expected) << row.source;
}

TEST(JavascriptImports, WhatMayFailIsOptional) {
    const Row rows[] = {
        {"try { require('a') } catch {}", "require a optional"},
        {"try { require('a') } catch (e) { require('b') } require('c')", "require a optional; require b; require c"},
        {"try { require('a') } finally {}", "require a"},
        {"try { try { require('a') } finally {} } catch {}", "require a optional"},
        {"try { if (x) { require('a') } } catch {}", "require a optional"},
        {"try { f(function () { require('a') }) } catch {}", "require a"},
        {"function f() { try { require('a') } catch {} }", "require a optional"},
    };
    for (const Row& row : rows) EXPECT_EQ(asked(row.source), row.expected) << row.source;
}

TEST(JavascriptImports, RequestsSayWhereTheyStand) {
    const Scan scan = scan_imports("\n  require('a')\nfunction f() { return require('b') }", SourceKind::commonjs);
    ASSERT_EQ(scan.requests.size(), 2);
    EXPECT_EQ(scan.requests[0].line, 2);
    EXPECT_EQ(scan.requests[0].offset, 3);
    EXPECT_FALSE(scan.requests[0].in_function);
    EXPECT_EQ(scan.requests[1].line, 3);
    EXPECT_TRUE(scan.requests[1].in_function);
}

// e eval, f Function, v vm, w WebAssembly, b process.binding, r require as a value
std::string flags(std::string_view source) {
    const Scan scan = scan_imports(source, SourceKind::unknown);
    std::string text;
    if (scan.uses_eval) text += 'e';
    if (scan.uses_new_function) text += 'f';
    if (scan.uses_vm) text += 'v';
    if (scan.uses_wasm) text += 'w';
    if (scan.uses_process_binding) text += 'b';
    if (scan.require_as_value) text += 'r';
    return text;
}

TEST(JavascriptImports, WaysToRunTextAreFlagged) {
    const Row rows[] = {
        {"eval(x)", "e"},
        {"(0, eval)(x); const e = eval", "e"},
        {"globalThis.eval(x)", "e"},
        {"globalThis['eval'](x)", "e"},
        {"a.eval(x); ({ eval: 1 }); 'eval(x)'", ""},
        {"new Worker(x, { eval: true })", "e"},
        {"new Worker('a', { eval: false })", ""},
        {"new Function('a')", "f"},
        {"Function('a')()", "f"},
        {"new globalThis.Function(x)", "f"},
        {"a instanceof Function; Function.prototype.call; x.Function(y)", ""},
        {"require('vm')", "v"},
        {"import vm from 'node:vm'", "v"},
        {"process.getBuiltinModule('vm')", "v"},
        {"WebAssembly.instantiate(x)", "w"},
        {"import './a.wasm'", "w"},
        {"process.binding('fs'); process['binding']('fs')", "b"},
        {"process._linkedBinding('a')", "b"},
        {"internalBinding('a')", "b"},
        {"x.binding('a')", ""},
        {"f(require)", "r"},
        {"({ require })", "r"},
        {"(function (require) {})(require)", "r"},
        {"require('a'); require.resolve('b'); typeof require; const r = require;", ""},
        {"function f(require) {} var { require } = x; x.require = 1", ""},
    };
    for (const Row& row : rows) EXPECT_EQ(flags(row.source), row.expected) << row.source;
}

// i import or export, m import.meta, a await at the top, r a name of the wrapper declared again
std::string syntax(std::string_view source) {
    const Scan scan = scan_imports(source, SourceKind::unknown);
    std::string text;
    if (scan.import_or_export) text += 'i';
    if (scan.import_meta) text += 'm';
    if (scan.top_level_await) text += 'a';
    if (scan.redeclares_wrapper) text += 'r';
    return text;
}

TEST(JavascriptImports, SyntaxTellsModulesFromScripts) {
    const Row rows[] = {
        {"import 'a'", "i"},
        {"export default 1", "i"},
        {"export const a = 1", "i"},
        {"import('a'); require('b'); module.exports = 1", ""},
        {"import.meta.url", "m"},
        {"await x", "a"},
        {"for await (const a of b) ;", "a"},
        {"async function f() { await x } async () => await y; class A { async m() { await z } }", ""},
        {"const require = x", "r"},
        {"let { exports } = x", "r"},
        {"class module {}", "r"},
        {"var require = x; function f() { const module = 1 } { let exports } const a = module", ""},
    };
    for (const Row& row : rows) EXPECT_EQ(syntax(row.source), row.expected) << row.source;
}

TEST(JavascriptImports, HtmlCommentsAreNoneInModules) {
    EXPECT_EQ(asked("a <!-- b\nrequire('c')"), "require c");
    EXPECT_EQ(asked("import 'a'; b <!--require('c')"), "import a; require c");
}

TEST(JavascriptImports, TypesAreNotLoaded) {
    const ScanOptions typescript{.syntax = Syntax::typescript};
    const Row rows[] = {
        {"import type A from 'a'; import type { B } from 'b'; import type * as c from 'c'; import 'd'", "import d"},
        {"import type from 'a'; import type, { b } from 'c'", "import a; import c"},
        {"import { type A } from 'a'", "import a"},
        {"export type { A } from 'a'; export type * from 'b'; export * from 'c'", "export c"},
        {"import a = require('b'); import type c = require('d'); export = a", "require b"},
        {"const x = <T>(y: T): Array<{ a: string }> => { return require('a') }", "require a"},
        {"interface A { default: string; if(): void }\nclass B<T> extends C<T> implements A { x?: T\n y!: string; m(): "
         "T { return "
         "require('a') } }",
         "require a"},
        {"function f(require: any) { require('a') }", "require a shadowed"},
        {"enum A { B = 1 } declare module 'x' { export const y: number } require('a')", "require a"},
        {"let a = b as string / 2; require('c')", "require c"},
        {"a! / b; require('c'); d!.e / f", "require c"},
    };
    for (const Row& row : rows) EXPECT_EQ(asked(row.source, typescript), row.expected) << row.source;
    EXPECT_TRUE(scan_imports("a", typescript).approximate);
    EXPECT_EQ(asked("import type from 'a'"), "import a");
    EXPECT_EQ(
        asked("import a from 'a'; x = <b c={require('d')}>it's import('e')</b>; require('f')", {.syntax = Syntax::jsx}),
        "import a; require d; require f");
    EXPECT_EQ(syntax_of("a/b.mts"), Syntax::typescript);
    EXPECT_EQ(syntax_of("a/b.tsx"), Syntax::tsx);
    EXPECT_EQ(syntax_of("a/b.jsx"), Syntax::jsx);
    EXPECT_EQ(syntax_of("a/b.mjs"), Syntax::javascript);
}

TEST(JavascriptImports, LimitsAreToldAndKept) {
    std::string many;
    for (size_t i = 0; i <= max_requests; ++i) many += "require('a')\n";
    const Scan scan = scan_imports(many, SourceKind::commonjs);
    EXPECT_EQ(scan.requests.size(), max_requests);
    ASSERT_EQ(scan.errors.size(), 1);
    EXPECT_NE(scan.errors[0].find("more than"), std::string::npos);

    std::string sum = "require('a'";
    for (size_t i = 0; i < max_look_ahead; ++i) sum += " + 'b'";
    const Scan long_sum = scan_imports(sum + ")", SourceKind::commonjs);
    ASSERT_EQ(long_sum.requests.size(), 1);
    EXPECT_TRUE(long_sum.requests[0].computed);

    std::string aliases;
    for (size_t i = 0; i < 2 * max_aliases; ++i) aliases += fmt::format("const r{0} = require; r{0}('x{0}')\n", i);
    EXPECT_EQ(scan_imports(aliases, SourceKind::commonjs).requests.size(), max_aliases);

    EXPECT_EQ(scan_imports("'a\n(", SourceKind::commonjs).errors.size(), 2);
    EXPECT_EQ(scan_imports(std::string(max_nesting + 1, '['), SourceKind::commonjs).errors.size(), 2);
}

TEST(JavascriptImports, HostileTextsTakeLinearTime) {
    for (const std::string_view piece : {"try{", "require(", "import(", "a=>", "function(require){", "const r=require;",
                                         "createRequire(", "new Worker(", "export{", "import a,", "{let require;", "(",
                                         "require('a'+", "try{}catch(require){", "a.b.c.createRequire", "eval"}) {
        std::string text;
        while (text.size() < 500'000) text += piece;
        const auto start = std::chrono::steady_clock::now();
        scan_imports(text, SourceKind::unknown);
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20)) << piece;
    }
}

}  // namespace
}  // namespace ward::javascript
