#include "lang/javascript/constants.h"

#include <unistd.h>

#include <ctime>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "lang/javascript/oracle_fixture.h"

namespace ward::javascript {
namespace {

struct Found {
    std::string text;
    Detours detours = 0;
    bool has_holes = false;
};

std::vector<Found> all(std::string_view source) {
    TokenList tokens;
    tokens.read(source);
    std::vector<Found> found;
    each_constant(tokens, [&](const Constant& one) {
        EXPECT_LE(one.first, one.last);
        EXPECT_LT(one.last, tokens.size());
        found.push_back({std::string(one.text), one.detours, one.has_holes});
    });
    return found;
}

// The texts, with a bar between; those with holes have a * for each.
std::string texts(std::string_view source) {
    std::string line;
    for (const Found& one : all(source)) {
        if (!line.empty()) line += '|';
        for (const char c : one.text) line += c == hole ? '*' : c;
    }
    return line;
}

struct Row {
    std::string_view source;
    std::string_view expected;
};

TEST(JavascriptConstants, TextsAreFoldedAsNodeWouldComputeThem) {
    const Row rows[] = {
        {"f('a', \"b\")", "a|b"},
        {"x = 'a' + 'b' + `c`", "abc"},
        {"x = 'a' + 1 + 2 * 3", "a16"},
        {R"(x = '\x68\u0069')", "hi"},
        {"x = `a${'b'}c${1}`", "abc1"},
        {"String.fromCharCode(104, 0x69)", "hi"},
        {"String['fromCharCode'](104, 105 ^ 0)", "hi"},
        {"String.fromCharCode.apply(null, [104, 105])", "hi"},
        {"String.fromCharCode(...[104, 105])", "hi"},
        {"['a', 'b'].join('')", "ab"},
        {"['b', 'a'].reverse().join('')", "ab"},
        {"'olleh'.split('').reverse().join('')", "hello"},
        {"atob('aGVsbG8=')", "hello"},
        {"globalThis.atob('aGVsbG8=')", "hello"},
        {"Buffer.from('aGVsbG8', 'base64').toString()", "hello"},
        {"new Buffer('68656c6c6f', 'hex').toString('utf8')", "hello"},
        {"Buffer.from([104, 105]).toString('latin1')", "hi"},
        {"atob(atob('YUdrPQ=='))", "hi"},
        {"unescape('%68%u0069')", "hi"},
        {"decodeURIComponent('%68%69')", "hi"},
        {"'hXXi'.replace('XX', '')", "hi"},
        {"'abc'.slice(-2) + 'abc'[0] + 'abc'.charAt(1)", "bcab"},
        {"[105, 106].map(c => String.fromCharCode(c - 1)).join('')", "hi"},
        {"[105, 104].map(function (c) { return String.fromCharCode(c ^ 1); }).join('')", "hi"},
        {"const a = 'chi', b = 'ld'; require(a + b)", "chi|ld|child"},
        {"let t = ['x', 'y']; f(t[1] + t[0])", "x|y|yx"},
        {"const t = ['x', 'y']; function g(i) { return t[i - 5]; } g(6)", "x|y|y"},
        {"const t = ['x', 'y']; const g = i => t[i - 5]; g(6)", "x|y|y"},
        {"var t = ['x', 'y']; function g(i, k) { i = i - 5; var r = t[i]; return r; } g('0x6')", "x|y|y"},
        {"var t = ['x', 'y']; function g(i, k) { i = i - 5; var r = t[i]; return r; } g('6') + g(5)", "x|y|yx"},
    };
    for (const Row& row : rows) EXPECT_EQ(texts(row.source), row.expected) << row.source;
}

TEST(JavascriptConstants, WhatIsNotKnownForCertainStaysAsItIs) {
    const Row rows[] = {
        {"x = 'a' * 2 + 'b'", "a|b|*b"},
        {"x = -'1' + '2'", "1|2"},
        {"x = typeof 'a' + 'b'", "a|b"},
        {"x = 'a' + 'b'.length", "a|a*|b"},
        {"x = 'a' + y", "a|a*"},
        {"x = y + 'b' + 'c'", "bc|*bc"},
        {"f(`a${y}b`)", "a*b|a|b"},
        {"'a'.concat(y)", "a"},
        {"atob('a')", "a"},
        {"atob(x)", ""},
        {"let a = 'x'; a = 'y'; f(a + 'z')", "x|y|z|*z"},
        {"const a = 'x'; function f(a) { return a + 'z'; }", "x|z|*z"},
        {"const t = ['x', 'y']; t.reverse(); f(t[0] + 'z')", "x|y|z|*z"},
        {"const t = ['x', 'y']; t[0] = 'w'; f(t[0] + 'z')", "x|y|w|z|*z"},
        {"const t = ['x']; shuffle(t); f(t[0] + 'z')", "x|z|*z"},
        {"function atob(x) { return x; } atob('aGVsbG8=')", "aGVsbG8="},
        {"Buffer.from('////', 'base64').toString()", "////|base64"},
    };
    for (const Row& row : rows) EXPECT_EQ(texts(row.source), row.expected) << row.source;
    // A second declaration of the name, whatever its value, is seen too.
    EXPECT_EQ(texts("const a = 'x'; { const a = g(); f(a + 'z'); }"), "x|z|*z");
    EXPECT_EQ(texts("const a = 'x'; { const { a } = g(); f(a + 'z'); }"), "x|z|*z");
    EXPECT_EQ(texts("const a = 'x'; for (const a of g()) f(a + 'z');"), "x|z|*z");
    EXPECT_EQ(texts("const a = 'x'; try {} catch (a) { f(a + 'z'); }"), "x|z|*z");
    EXPECT_EQ(texts("const a = 'x'; g(a => a + 'z')"), "x|z|*z");
    EXPECT_EQ(texts("const a = 'x'; g((b, [a]) => a + 'z')"), "x|z|*z");
}

TEST(JavascriptConstants, TheDetoursAreTold) {
    EXPECT_EQ(all("'a' + 'b'")[0].detours, detour::pieces);
    EXPECT_EQ(all(R"('\x68\x69\x6a')")[0].detours, detour::needless_escapes);
    EXPECT_EQ(all(R"('\x00\x01\x02')")[0].detours, 0);
    EXPECT_EQ(all("atob('aGVsbG8=')")[0].detours, detour::base64);
    EXPECT_EQ(all("String.fromCharCode(104)")[0].detours, detour::character_codes);
    EXPECT_TRUE(all("'a' + x")[1].has_holes);
}

TEST(JavascriptConstants, HostileTextsTakeLinearTime) {
    const auto repeated = [](std::string_view text, size_t count) {
        std::string all;
        for (size_t i = 0; i < count; ++i) all += text;
        return all;
    };
    const std::string hostile[] = {
        repeated("[", 200'000) + "x",
        repeated("(", 200'000) + "x",
        repeated("['a',", 200'000) + "x",
        repeated("'a'+(", 200'000) + "x",
        repeated("'a'+x+", 200'000),
        repeated("atob(", 200'000) + "x",
        repeated("'a'.concat(", 100'000) + "x",
        repeated("`${'a'+", 100'000) + "x",
        "'a' + `b${c}d${e}f",  // ends in the middle
        "require('a' + g(5) + `b${'_'}c`); f(`d${g(h",
        "x + `b${",
        repeated("[['a','b'],['c'],x],", 100'000),
        repeated("[[[[['a']]]]],", 100'000),
        "const a='" + repeated("a", 100'000) + "';f(" + repeated("a+", 200'000) + "a)",
        [&] {
            std::string doubling = "const n0='aaaaaaaa';";
            for (int i = 1; i < 60; ++i)
                doubling +=
                    "const n" + std::to_string(i) + "=n" + std::to_string(i - 1) + "+n" + std::to_string(i - 1) + ";";
            return doubling + "f(n59+'')";
        }(),
        "const t=[" + repeated("'a',", 100'000) + "];" + repeated("f(t[7]+'');", 50'000),
        "String.fromCharCode(" + repeated("97,", 300'000) + "97)",
    };
    for (const std::string& source : hostile) {
        // Of the processor: neighbours must not count.
        const std::clock_t start = std::clock();
        TokenList tokens;
        tokens.read(source);
        size_t bytes = 0;
        each_constant(tokens, [&](const Constant& one) { bytes += one.text.size(); });
        const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        EXPECT_LT(bytes, 3 * max_folded_bytes);
        // Sanitized and unoptimized programs are slow; quadratic time would be minutes.
        EXPECT_LT(seconds, 20) << source.substr(0, 40);
    }
}

RC_GTEST_PROP(JavascriptConstants, AnyTextIsWalkedToItsEnd, (const std::string& text)) {
    static_cast<void>(all(text));
}

// Expressions of constants, from a fixed seed, with the names that they use.
class Expressions {
  public:
    std::string text(int depth) {
        if (depth <= 0) return literal();
        switch (below(17)) {
            case 0: return text(depth - 1) + " + " + text(depth - 1);
            case 1: return text(depth - 1) + "+" + number(depth - 1);
            case 2: return "(" + text(depth - 1) + ")";
            case 3: return "String.fromCharCode(" + code() + "," + code() + ")";
            case 4: return "[" + text(depth - 1) + "," + text(depth - 1) + "].join(" + literal() + ")";
            case 5: return "(" + text(depth - 1) + ").split('').reverse().join('')";
            case 6: return "atob('" + pick({"aGVsbG8=", "aGk", "", "YQ==", "4pyT", "!"}) + "')";
            case 7:
                return "Buffer.from('" + pick({"aGVsbG8=", "aGk", "_-8", "YQ==", "4pyT", "////"}) +
                       "','base64').toString(" + pick({"", "'utf8'", "'latin1'", "'hex'"}) + ")";
            case 8: return "Buffer.from('" + pick({"6869", "e29c93", "ff", "6"}) + "','hex').toString()";
            case 9: return "`" + pick({"a", "\\x41", "$"}) + "${" + text(depth - 1) + "}b`";
            case 10:
                return "(" + text(depth - 1) + ")" +
                       pick({".slice(1)", ".slice(-2)", ".substr(1,2)", ".substring(2,0)", "[0]", ".charAt(1)",
                             ".toString()", ".trim()", ".toLowerCase()", ".replace('a','b')", ".concat('x',1)",
                             "['slice'](0,2)", ".substr(-1)", ".slice(2,1)"});
            case 11:
                return "[" + code() + "," + code() + "].map(c => String.fromCharCode(c ^ " + code() + ")).join('')";
            case 12: return "decodeURIComponent('" + pick({"%68i", "%e2%9c%93", "%", "a+b", "%2F"}) + "')";
            case 13: return "unescape('" + pick({"%68i", "%u2713", "%", "%zz", "%uD800"}) + "')";
            case 14: return "table[" + number(0) + "]";
            case 15: return "look(" + number(0) + " + 3)";
            default: return pick({"one", "two", "three"});
        }
    }

  private:
    size_t below(size_t limit) { return random_() % limit; }
    std::string pick(const std::vector<std::string>& words) { return words[below(words.size())]; }
    std::string literal() {
        return pick({"'a'", "\"bc\"", "`d`", "'\\x68\\x69'", "'\\u0041b'", "''", "'\\n'", "' x '", "'\\101'", "'é'",
                     "'\\u{1F600}'", "'A-B'"});
    }
    std::string code() { return pick({"72", "0x69", "33", "10003", "100+4", "65^1", "7*9"}); }
    std::string number(int depth) {
        if (depth <= 0) return pick({"0", "1", "2", "0x1", "1-1"});
        return pick({"1 + 2", "7 * 3 - 1", "9 % 4", "-3", "~5", "6 / 2", "1 << 4", "0xff & 15", "(2 + 3) * 4"});
    }

    std::mt19937 random_{20261127};
};

TEST(JavascriptConstantsOracle, FoldedTextsAreNodes) {
    if (!fs::exists(node_24)) GTEST_SKIP() << "needs node 24 in tests/nodes";
    const std::string names =
        "const one='1', two='t'+'wo'; var three=[\"th\",'ree'].join('');"
        "const table=['p','q','r']; function look(i){return table[i-3];}";
    Expressions made;
    std::vector<std::string> expressions;
    std::string list;
    for (int i = 0; i < 6000; ++i) {
        expressions.push_back(made.text(i % 5));
        list += "()=>(" + expressions.back() + "),\n";
    }
    const fs::path script = fs::temp_directory_path() / ("ward_constants." + std::to_string(getpid()) + ".cjs");
    {
        std::ofstream out(script);
        out << names << "for(const f of [" << list
            << "]){let v;try{v=f()}catch{v=undefined}console.log(typeof v==='string'?JSON.stringify(v):'none')}";
    }
    const std::vector<std::string> answers = lines_of(node_24 + " " + script.string());
    fs::remove(script);
    ASSERT_EQ(answers.size(), expressions.size());
    size_t folded = 0;
    size_t wrong = 0;
    for (size_t i = 0; i < expressions.size(); ++i) {
        const std::string source = names + "f(" + expressions[i] + ")";
        TokenList tokens;
        tokens.read(source);
        const uint32_t last = static_cast<uint32_t>(tokens.size()) - 2;
        uint32_t first = last;
        while (tokens.text(first) != "f" || !tokens.at(first + 1).is(Punctuator::open_paren)) --first;
        each_constant(tokens, [&](const Constant& one) {
            if (one.first != first + 2 || one.last != last || one.has_holes) return;
            ++folded;
            const bool same = answers[i] != "none" && text_of(parse("[" + answers[i] + "]").at(0)) == one.text;
            if (!same && ++wrong <= shown_differences)
                ADD_FAILURE() << expressions[i] << " is " << answers[i] << ", not " << one.text;
        });
    }
    EXPECT_EQ(wrong, 0);
    EXPECT_GT(folded, expressions.size() / 2);
    printf("%zu expressions, %zu folded as a whole\n", expressions.size(), folded);
}

}  // namespace
}  // namespace ward::javascript
