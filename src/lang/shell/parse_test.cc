#include "lang/shell/parse.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "lang/shell/shape_fixture.h"

namespace ward::shell {
namespace {

struct Row {
    std::string_view source;
    std::string_view shape;
};

template <size_t n>
void expect_shapes(const Row (&rows)[n], Language language = Language::bash) {
    for (const Row& row : rows) EXPECT_EQ(shape::of(row.source, language), row.shape) << row.source;
}

TEST(ShellParse, Lists) {
    expect_shapes({
        {"", ""},
        {"# nothing\n\n", ""},
        {"one two", "one two"},
        {"a; b\nc & d", "a; b; c &; d"},
        {"a | b | c", "<<a | b> | c>"},
        {"a |& b", "<a |& b>"},
        {"a && b || c && d", "<<<a && b> || c> && d>"},
        {"a | b && c | d", "<<a | b> && <c | d>>"},
        {"a &&\n\n# why\nb", "<a && b>"},
        {"! a | b", "not <a | b>"},
        {"! a && ! b", "<not a && not b>"},
        {"a \\\n  b # c", "a b"},
        {"i\\\nf a; then b; fi", "if a then b"},
        {"a#b c", "a#b c"},
        {"a\r\nb\r\n", "a; b"},
    });
}

TEST(ShellParse, CompoundCommands) {
    expect_shapes({
        {"{ a; b; }", "{ a; b }"},
        {"{(a)}", "{ ( a ) }"},
        {"(a; b) >c", "( a; b ) >c"},
        {"()", "(  )"},
        {"if a; then b; elif c; then d; else e; fi", "if a then b if c then d else e"},
        {"if ((a)) then b; fi", "if ((a)) then b"},
        {"if a; then\nfi", "if a then "},
        {"if a; then; fi", "if a then "},
        {"while a; do b; done <c", "while a do b <c"},
        {"until a\ndo b\ndone", "until a do b"},
        {"for i in a 'b' $c; do d; done", "for i in a 'b' $<c> do d"},
        {"for i do a; done", "for i do a"},
        {"for i\nin a\ndo b; done", "for i in a do b"},
        {"for i in; do a; done", "for i in  do a"},
        {"for i in a; { b; }", "for i in a braces b"},
        {"for ((i = 0; i < 9; i++)); do a; done", "for (((i = 0);(i < 9);(i++))) do a"},
        {"for ((;;)) { a; }", "for ((;;)) braces a"},
        {"select i in a b; do c; done", "select i in a b do c"},
        {"case a in b|c) d;; (e) f;& g) h;;& *) i; esac", "case a [b|c) d ;; e) f ;& g) h ;;& *) i ;;]"},
        {"case in in in) in;; esac", "case in [in) in ;;]"},
        {"case a in (esac) b;; esac", "case a [esac) b ;;]"},
        {"case a in\nesac", "case a []"},
        {"f() { a; } >b", "f() { a } >b"},
        {"f ( )\n(a) && b", "f() <( a ) && b>"},
        {"function f-g.h { a; }", "function f-g.h() { a }"},
        {"function f() a", "function f() a"},
        {"a!() { b; }", "a!() { b }"},
        {"time -p a | b", "time -p <a | b>"},
        {"time", "time "},
        {"! time a", "not time a"},
        {"coproc a b", "coproc a b"},
        {"coproc n { a; }", "coproc n: { a }"},
        {"coproc a | b", "<coproc a | b>"},
    });
}

TEST(ShellParse, SimpleCommandsAndDeclarations) {
    expect_shapes({
        {"a=b c+=d", "a=b c+=d"},
        {"a=b c d=e", "a=b c d=e"},
        {"a= b", "a= b"},
        {"a[i + 1]=b", "a[(i + 1)]=b"},
        {"a[@]=b", "a[@]=b"},
        {"a=(b \"c\" [3]=d # e\n)", "a=(b \"c\" [3]=d)"},
        {"a+=()", "a+=()"},
        {"1a=b", "1a=b"},
        {"a=#b", "a=#b"},
        {">a b 2>&1 c <&- {d}>>e f>|g h<>i &>j &>>k", "b c f h >a 2>&1 <&- {d}>>e >|g <>i &>j &>>k"},
        {"a 2 >b", "a 2 >b"},
        {"<a", "<a"},
        {">x if a", "if a >x"},
        {"a=b { c", "a=b { c"},
        {"a fi }", "a fi }"},
        {"declare -a x y=1 z=(2 3) \"q\" $w a[1]=b", "decl declare -a x y=1 z=(2 3) \"q\" $<w> a[1]=b"},
        {"export A=b C >d && e", "<decl export A=b C >d && e>"},
        {"local;", "decl local"},
        {"let a=1 b++ 'c = 2'", "let (a = 1) (b++) 'c = 2'"},
        {"let a && b", "<let a && b>"},
    });
}

TEST(ShellParse, Words) {
    expect_shapes({
        {R"(a'b'"c"$'d\'e'$"f")", R"((a)('b')("c")($'d\'e')($"f"))"},
        {R"("a\"b\$c")", R"("a\"b\$c")"},
        {"\"a\\\nb\"", "\"a·b\""},
        {"'a\\\nb'", "'a\\\nb'"},
        {"a\\\nb", "ab"},
        {"\"a\"\\\n'b'", "(\"a\")('b')"},
        {"a\\ b", "a\\ b"},
        {"$ a$ \"$\" $%", "$ (a)($) \"$\" ($)(%)"},
        // A [ that could start an index starts a literal of its own.
        {"x a[1] [a] \"x\"[b] *[c]d[e]", "x (a)([1]) [a] (\"x\")([b]) (*)([c]d[e])"},
        {"{a,b}{1..3}", "{a,b}{1..3}"},
        {"a@(b|c)d !(e) ?(f(g))", "(a)(@(b|c))(d) !(e) ?(f(g))"},
        {"a <(b) >(c) d<(e)f", "a <(b) >(c) (d)(<(e))(f)"},
        {"$(a; b)c $() $( (d) )", "($(a; b))(c) $() $(( d ))"},
        {"\"$(a \"b\")\"", "\"$(a \"b\")\""},
        {"$(case a in b) c;; esac)", "$(case a [b) c ;;])"},
        {"$(( a + b )) $[c] \"$((d))\"", "$(((a + b))) $[c] \"$((d))\""},
    });
}

TEST(ShellParse, BackquotesLoseTheirBackslashes) {
    expect_shapes({
        {"a `b c`", "a `b c)"},
        {"`a \\`b\\` c`", "`a `b) c)"},
        {"\"`a \"b\"`\"", "\"`a \"b\")\""},
        {"`a \\$b \\\\c \\d`", "`a $<b> \\c \\d)"},
        {"`a 'b`c'`", "`a 'b`c')"},
        {"`a # b` c", "`a) c"},
        {"``", "`)"},
    });
}

TEST(ShellParse, Parameters) {
    expect_shapes({
        {"$a $1x $12 $@ $# $$ $? $! $- $_b", "$<a> ($<1>)(x) ($<1>)(2) $<@> $<#> $<$> $<?> $<!> $<-> $<_b>"},
        {"${a} ${12} ${#} ${#a} ${##} ${!a} ${!}", "${a} ${12} ${#} ${#a} ${##} ${!a} ${!}"},
        {"${a:-b c} ${a-} ${a:='d'} ${a?$e}", "${a :- b c} ${a - } ${a := 'd'} ${a ? $<e>}"},
        {"${a#*/} ${a##b} ${a%.c} ${a%%[d]}", "${a # */} ${a ## b} ${a % .c} ${a %% [d]}"},
        {"${a/b/c} ${a//\\//d} ${a/e} ${a//}", "${a first b,c} ${a all \\/,d} ${a first e,} ${a all ,}"},
        {"${a:1} ${a:1:2} ${a: -1} ${a::b}", "${a slice 1,} ${a slice 1,2} ${a slice (-1),} ${a slice ,b}"},
        {"${a^} ${a^^b} ${a,} ${a,,}", "${a ^ } ${a ^^ b} ${a , } ${a ,, }"},
        {"${a[1]} ${a[@]} ${#a[*]} ${!a[@]} ${!a*} ${!a@}", "${a[1]} ${a[@]} ${#a[*]} ${!a[@]} ${!a*} ${!a@}"},
        {"${a@Q}", "${a @ Q}"},
        {"${#-x} ${#-} ${#?}", "${# - x} ${#-} ${#?}"},
        {"\"${a:-\"b\"}\" ${a:-'}'}", "\"${a :- \"b\"}\" ${a :- '}'}"},
        {"${a:-{b}}", "(${a :- {b})(})"},
    });
}

TEST(ShellParse, Arithmetic) {
    expect_shapes({
        {"((a + b * c ** d ** e))", "(((a + (b * (c ** (d ** e))))))"},
        {"((a = b += c, d))", "((((a = (b += c)) , d)))"},
        {"((a ? b : c ? d : e))", "(((a ? (b : (c ? (d : e))))))"},
        {"((a || b && c | d ^ e & f == g < h << i))", "(((a || (b && (c | (d ^ (e & (f == (g < (h << i))))))))))"},
        {"((!a + ~b - -c))", "(((((!a) + (~b)) - (-c))))"},
        {"((++a + b--))", "((((++a) + (b--))))"},
        {"((a[1] + $b + ${c}d + 16#ff))", "((((($<a[1]> + $<b>) + (${c})(d)) + 16#ff)))"},
        {"(((a)))", "((parena))"},
        {"((a\n+\nb))", "(((a + b)))"},
        {"((a--b))", "1: (( is not closed by ))"},
    });
}

TEST(ShellParse, Tests) {
    expect_shapes({
        {"[[ a ]]", "[[ a ]]"},
        {"[[ -f a && ! b == c* || ( d -nt e ) ]]", "[[ ((-f a) && (! ((b == c*) || paren(d -nt e)))) ]]"},
        {"[[ a < b\n&& c ]]", "[[ ((a < b) && c) ]]"},
        {"[[ a =~ ^(b| c)[[:space:]]+$ ]]", "[[ (a =~ (^(b| c)[[:space:]]+)($)) ]]"},
        {"[[ a =~ #b ]]", "[[ (a =~ #b) ]]"},
        {"[[ -a b ]]", "[[ (-e b) ]]"},
        {"[[ -z == ]]", "[[ (-z ==) ]]"},
        {"[[ !(a) ]]", "[[ !(a) ]]"},
    });
}

TEST(ShellParse, HereDocuments) {
    expect_shapes({
        {"a <<E\nb $c\n`d`\\$\nE\ne", "a <<E{b ·$<c>·\n·`d)·\\$\n}; e"},
        {"a <<'E' b\n$c\nE\n", "a b <<'E'{$c\n}"},
        {"a <<\\E\n$c\nE\n", "a <<\\E{$c\n}"},
        {"a <<\"E F\"\nb\nE F\n", "a <<\"E F\"{b\n}"},
        {"a <<-E\n\tb\n\tE\nc", "a <<-E{\tb\n\t}; c"},
        {"a <<E <<F && b\n1\nE\n2\nF\nc", "<a <<E{1\n} <<F{2\n} && b>; c"},
        {"a <<E\nE", "a <<E"},
        {"a <<E\nb\\\nE\nE\n", "a <<E{b·E\n}"},
        {"$(a <<E)\nb\nE\n", "$(a <<E{b\n})"},
        {"a <<E\n$(b <<F\nc\nF\n)\nE\n", "a <<E{$(b <<F{c\n})·\n}"},
        {"if a <<E; then b\nx\nE\nfi", "if a <<E{x\n} then b"},
        {"a <<< b<<<$c", "a <<<b <<<$<c>"},
    });
}

TEST(ShellParse, PosixHasNeitherArraysNorTestsNorDeclarations) {
    expect_shapes(
        {
            {"[[ a && b ]]", "<[[ a && b ]]>"},
            {"export a=b", "export a=b"},
            {"let a; time b; coproc c", "let a; time b; coproc c"},
            {"((a) || b)", "( <( a ) || b> )"},
            {"a[b] a+=c", "a[b] a+=c"},
            {"$'a' $\"b\" $[c]", "($)('a') ($)(\"b\") ($)([c])"},
            {"$((a[1]))", "$((a[1]))"},
            {"a=(b)", "1: arrays are of bash and mksh"},
            {"a\n@(b)", "2: extended globs are of bash and mksh"},
            {"a <<<b", "1: <<< is of bash and mksh"},
            {"a &>b", "1: &> is of bash and mksh"},
            {"a {b}>c", "1: {name} before a redirection is of bash"},
            {"${a/b/c}", "1: replacements are of bash and mksh"},
            {"${a[1]}", "1: arrays are of bash and mksh"},
            {"a\nfunction f {\na; }", "2: `function` is of bash and mksh"},
            {"f-g() { a; }", "1: this cannot be a function's name"},
            {"for i in a; { b; }", "1: loops with braces are of bash and mksh"},
        },
        Language::posix);
}

TEST(ShellParse, Mksh) {
    expect_shapes(
        {
            {"a |& b", "a |&; b"},
            {"x=${ a;} ${|b;}", "x=${ a) ${|b)"},
            {"case a { b) c;| d) e;; }", "case a [b) c ;| d) e ;;]"},
            {"((#a)) && b $((#c))", "<((a)) && b $((#c))>"},
            {"${%a} ${a@#}", "${%a} ${a @ #}"},
            {"declare a=b", "declare a=b"},
            {"typeset a=b", "decl typeset a=b"},
            {"a=([1]=b)", "a=([1]=b)"},
            {"for ((;;)); do a; done", "1: `for ((` is of bash"},
            {"${a^}", "1: ${a^} and ${a,} are of bash"},
            {"a <(b)", "1: < must be followed by a word"},
            {"[[ a =~ b ]]", "1: =~ is of bash"},
        },
        Language::mksh);
}

TEST(ShellParse, RefusesWithLineAndReason) {
    expect_shapes({
        {"a\n)", "2: a ) without its ("},
        {"\n}", "2: `}` does not belong here"},
        {"then a", "1: `then` does not belong here"},
        {"a;;", "1: an operator of `case` outside of one"},
        {"a\n; b", "2: ; can only follow a statement"},
        {"a && && b", "1: && must be followed by a statement"},
        {"a |\n", "1: | must be followed by a statement"},
        {"a & && b", "1: & can only follow a statement"},
        {"(a) b", "1: statements must be separated by &, ; or a newline"},
        {"\n{ a\n", "2: { is not closed by }"},
        {"a\n(b\n", "2: ( is not closed by )"},
        {"$(a", "1: $( is not closed by )"},
        {"a `b", "1: a backquote is not closed by another one"},
        {"a\n'b\n\n", "2: ' is not closed by '"},
        {"\"a\n", "1: \" is not closed by \""},
        {"`a \"b`c\"", "1: \" is not closed by \""},
        {"if a; then fi", "1: `then` must be followed by statements"},
        {"if a; fi", "1: `fi` does not belong here"},
        {"\nif a; then b", "2: `if` must end with `fi`"},
        {"while a; do b", "1: `while` must end with `done`"},
        {"for $a in b; do c; done", "1: `for` must be followed by a name"},
        {"for a b; do c; done", "1: a loop's name must be followed by `in`, `do`, ; or a newline"},
        {"for ((a;b)); do c; done", "1: the expressions of a loop are separated by ;"},
        {"case a b", "1: `case` and its word must be followed by `in`"},
        {"case a in b", "1: patterns of `case` are separated by |"},
        {"case a in b) c;; ;; esac", "1: a pattern of `case` must be a word"},
        {"case a in\nb) c;;\n", "1: `case` must end with `esac`"},
        {"case a { b) c;; }", "1: `case a {` is of mksh"},
        {"f(", "1: a ( behind a command's name must be followed by )"},
        {"$f() { a; }", "1: this cannot be a function's name"},
        {"f()", "1: a function's name must be followed by a statement"},
        {"function $f { a; }", "1: `function` must be followed by a name"},
        {"a b (c)", "1: a command consists of words and redirections; a ( is neither"},
        {"a b=(c)", "1: a command consists of words and redirections; a ( is neither"},
        {"a=(b) c", "1: a variable that is set for one command cannot be an array"},
        {"a[1] b", "1: a name with an index must be followed by ="},
        {"a=(b c=(d))", "1: arrays cannot stand in arrays"},
        {"a=(\nb;c)", "2: an array consists of words"},
        {"a=(b[0])", "1: an index in an array must be followed by ="},
        {"declare 1a=b", "1: what is set must be a variable"},
        {"! ! a", "1: a command is negated twice"},
        {"!", "1: `!` cannot form a statement alone"},
        {"a | ! b", "1: `!` can only start a full statement"},
        {"coproc", "1: `coproc` must be followed by a command"},
        {"let", "1: `let` must be followed by an expression"},
        {"let a # b", "1: statements must be separated by &, ; or a newline"},
        {"a >", "1: > must be followed by a word"},
        {"a <<E\nb\n", "1: a here-document without its end, 'E'"},
        {"a\nb <<$c\n", "2: a here-document's delimiter cannot have expansions"},
        {"${a b}", "1: this is no operator of parameter expansions"},
        {"${1a}", "1: this cannot be a parameter's name"},
        {"${}", "1: ${ must be followed by a parameter"},
        {"${a", "1: ${ is not closed by }"},
        {"${a:}", "1: : must be followed by an expression"},
        {"${#a:-b}", "1: a length cannot be combined with an operator"},
        {"${a@x}", "1: this is no transformation"},
        {"${@[1]}", "1: a special parameter has no index"},
        {"$((a", "1: $(( is not closed by ))"},
        {"$((a) + b)", "1: $(( is not closed by ))"},
        {"$(())", "1: $(( must be followed by an expression"},
        {"$((1 = 2))", "1: = must follow a name"},
        {"$((a +))", "1: + must be followed by an expression"},
        {"$((a ? b))", "1: ? without its :"},
        {"((a); b)", "1: (( is not closed by ))"},
        {"[[ ]]", "1: [[ must be followed by an expression"},
        {"[[ a b ]]", "1: this is no operator of tests"},
        {"[[ a &&\n]]", "1: && must be followed by an expression"},
        {"[[ a", "1: [[ is not closed by ]]"},
        {"@(a", "1: @( is not closed by )"},
        {"a\n\xff", "2: text that is not UTF-8"},
        {")\n\xff", "1: a ) without its ("},
        {"${ a;}", "1: substitutions in braces are of mksh"},
    });
}

TEST(ShellParse, NamesTheFile) {
    const auto script = parse("a\n)", {.language = Language::bash, .name = "x/y.sh"});
    ASSERT_FALSE(script);
    EXPECT_EQ(script.error().message(), "x/y.sh:2: a ) without its (");
    EXPECT_EQ(script.error().code, ErrorCode::parse);
}

TEST(ShellParse, Positions) {
    const std::string_view source = "a\n  bc d; \"e\" `f \\$g`\n";
    const auto script = parse(source);
    ASSERT_TRUE(script);
    ASSERT_EQ(script->stmts().size(), 3U);
    const Stmt& second = *script->stmts()[1];
    EXPECT_EQ(second.start, (Position{.offset = 4, .line = 2, .column = 3}));
    EXPECT_EQ(end_of(second), 9U);  // with its ;
    const auto& call = as<CallExpr>(*second.command);
    EXPECT_EQ(call.args[1]->start, (Position{.offset = 7, .line = 2, .column = 6}));
    EXPECT_EQ(end_of(*call.args[1]), 8U);
    const auto& last = as<CallExpr>(*script->stmts()[2]->command);
    const auto& subst = as<CmdSubst>(*last.args[1]->parts[0]);
    const auto& inner = as<CallExpr>(*subst.stmts[0]->command);
    EXPECT_EQ(inner.args[1]->start.offset, source.find("$g"));  // behind the backslash
}

TEST(ShellParse, LimitOfBytes) {
    std::string source(max_source_bytes, '\n');
    EXPECT_TRUE(parse(source));
    source += '\n';
    const auto script = parse(source);
    ASSERT_FALSE(script);
    EXPECT_EQ(script.error().code, ErrorCode::limit);
}

TEST(ShellParse, LimitOfNodes) {
    std::string source;
    for (size_t i = 0; i < max_nodes / 4 + 1; ++i) source += "a\n";  // a statement, a call, a word, a literal
    const auto script = parse(source);
    ASSERT_FALSE(script);
    EXPECT_EQ(script.error().code, ErrorCode::limit);
    source.resize(source.size() - 4);
    EXPECT_TRUE(parse(source));
}

TEST(ShellParse, LimitOfDepthWithoutOverflow) {
    const struct {
        std::string_view open;
        std::string_view inside;
        std::string_view close;
    } rows[] = {
        {"(", "a", ")"},
        {"{ ", "a;", " };"},
        {"$(", "a", ")"},
        {"\"$(", "a", ")\""},
        {"${a:-", "a", "}"},
        {"$((", "a", "))"},
        {"$((a[", "1", "]))"},
        {"((", "a", "))"},
        {"[[ ", "( a", ""},
        {"<(", "a", ")"},
        {"if ", "a;", "then b;fi;"},
        {"f() ", "a", ""},
        {"time ", "a", ""},
        {"case $(", "a", ") in b) c;; esac"},
        {"while ", "a;", "do b;done;"},
        {"x=($(", "a", "))"},
        {"a <<E\n$(", "a", ")\nE\n"},
        {"\"${a:-", "a", "}\""},
        {"for ((", "a", ";;)) { b; }"},
        {"coproc ", "a", ""},
        {"let (", "a", ")"},
    };
    for (const auto& row : rows) {
        for (const size_t depth : {max_depth, 100 * max_depth}) {
            std::string source;
            for (size_t i = 0; i < depth; ++i) source += row.open;
            source += row.inside;
            for (size_t i = 0; i < depth; ++i) source += row.close;
            const auto script = parse(source);
            EXPECT_FALSE(script) << row.open;
        }
        // What people write is accepted.
        std::string source;
        for (size_t i = 0; i < 12; ++i) source += row.open;
        source += row.inside;
        for (size_t i = 0; i < 12; ++i) source += row.close;
        const auto script = parse(source);
        EXPECT_TRUE(script || script.error().code != ErrorCode::limit) << row.open;
    }
    for (const std::string_view prefix : {"$((-", "$((!", "$((a=", "$((a**", "[[ !", "$((a?", "[[ a&&"}) {
        std::string source(prefix.substr(0, 3));
        for (size_t i = 0; i < 100'000; ++i) source += std::string(prefix.substr(3)) + " ";
        EXPECT_FALSE(parse(source)) << prefix;
    }
}

TEST(ShellParse, LongChainsAreNoDepth) {
    std::string source = "a";
    for (int i = 0; i < 20'000; ++i) source += i % 2 == 0 ? " && a" : " | a";
    const auto script = parse(source);
    ASSERT_TRUE(script);
    size_t calls = 0;
    walk(script->stmts(), [&](const Node& node) { return calls += node.kind == NodeKind::call_expr, true; });
    EXPECT_EQ(calls, 20'001U);
    EXPECT_EQ(end_of(*script->stmts()[0]), source.size());
    std::string chain = "if a; then b";
    for (int i = 0; i < 5'000; ++i) chain += "; elif a; then b";
    EXPECT_TRUE(parse(chain + "; fi"));
}

// Pieces that mean something, in any order.
rc::Gen<std::string> scripts() {
    static const std::vector<std::string> pieces = {
        "a",   "b1",    " ",     "\n",  ";",    "&",    "|",  "(",    ")",        "{ ",        "}",     "<",     ">",
        "$",   "\"",    "'",     "`",   "\\",   "=",    "[",  "]",    "#",        "*",         "if ",   "then ", "fi",
        "do ", "done",  "case ", "in ", "esac", "for ", "((", "))",   "[[ ",      " ]]",       "<<E\n", "\nE\n", "$(",
        "${",  "${a:-", "$((",   ":",   "/",    "@(",   "!",  "let ", "declare ", "function ", "\\\n",  "\t",    "<<-E",
        ";;",  "&&",    "||",    "~",   "+",    "-",    "?",  ",",    "%",        "é"};
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)),
                        [](const std::vector<std::string>& chosen) {
                            std::string text;
                            for (const std::string& piece : chosen) text += piece;
                            return text;
                        });
}

RC_GTEST_PROP(ShellParse, NodesLieInTheSourceAndInTheirParents, ()) {
    const std::string source = *scripts();
    for (const Language language : {Language::bash, Language::posix, Language::mksh}) {
        const auto script = parse(source, {.language = language, .name = {}});
        if (!script) continue;
        walk(script->stmts(), [&](const Node& node) {
            RC_ASSERT(node.start.offset <= end_of(node));
            RC_ASSERT(end_of(node) <= source.size());
            RC_ASSERT(node.start.line >= 1U);
            return true;
        });
    }
}

// The source is of one piece: what was accepted is accepted with a comment or a newline behind it.
RC_GTEST_PROP(ShellParse, ANewlineAtTheEndChangesNothing, ()) {
    const std::string source = *scripts();
    RC_PRE(!source.ends_with('\\'));
    const std::string before = shape::of(source);
    if (parse(source)) RC_ASSERT(shape::of(source + "\n") == before);
}

}  // namespace
}  // namespace ward::shell
