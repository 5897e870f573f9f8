#include "judges/policy/registry_start_script.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/digest.h"

namespace ward::policy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view old_head = R"sh(#!/bin/sh
basedir=$(dirname "$(echo "$0" | sed -e 's,\\,/,g')")

case `uname` in
    *CYGWIN*) basedir=`cygpath -w "$basedir"`;;
esac

)sh";
constexpr std::string_view node_path = R"(if [ -z "$NODE_PATH" ]; then
  export NODE_PATH="/p/node_modules/.pnpm/a@1.0.0/node_modules:/p/node_modules/.pnpm/node_modules"
else
  export NODE_PATH="/p/node_modules/.pnpm/a@1.0.0/node_modules:/p/node_modules/.pnpm/node_modules:$NODE_PATH"
fi
)";
constexpr std::string_view by_node = R"(if [ -x "$basedir/node" ]; then
  exec "$basedir/node"  "$basedir/../a/bin.js" "$@"
else
  exec node  "$basedir/../a/bin.js" "$@"
fi
)";

TEST(StartScript, is_read_as_pnpm_writes_it) {
    const auto read = read_start_script(fmt::format("{}{}{}", old_head, node_path, by_node));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->target, "../a/bin.js");
    EXPECT_EQ(read->program, "node");
    EXPECT_EQ(read->arguments, "");
    EXPECT_THAT(read->node_path,
                ElementsAre("/p/node_modules/.pnpm/a@1.0.0/node_modules", "/p/node_modules/.pnpm/node_modules"));
    const auto itself = read_start_script(fmt::format("{}\"$basedir/../a/run\"   \"$@\"\nexit $?\n", old_head));
    ASSERT_TRUE(itself);
    EXPECT_EQ(itself->target, "../a/run");
    EXPECT_EQ(itself->program, "");
    EXPECT_THAT(itself->node_path, IsEmpty());
    const auto flags =
        read_start_script(std::string(old_head) + replace_all(replace_all(by_node, "node\"  \"", "node\"  --flag \""),
                                                              "node  \"", "node  --flag \""));
    ASSERT_TRUE(flags);
    EXPECT_EQ(flags->arguments, " --flag");
}

TEST(StartScript, is_nothing_else) {
    const std::string whole = fmt::format("{}{}{}", old_head, node_path, by_node);
    EXPECT_FALSE(read_start_script(""));
    EXPECT_FALSE(read_start_script(whole + "\n"));
    EXPECT_FALSE(read_start_script(whole.substr(0, whole.size() - 1)));
    for (const auto& [from, to] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"exec node  \"$basedir/../a", "exec node  \"$basedir/../b"},  // two targets
             {"../a/bin.js", "../a/$(id).js"},                              // what the shell would run
             {"../a/bin.js", "../a/`id`.js"},
             {"../a/bin.js", "../a/bin.js\" \"x"},
             {"-x \"$basedir/node\"", "-x \"$basedir/sh\""},  // another program
             {"exec node  ", "exec node  -r ./evil;"},
             {":/p/node_modules/.pnpm/node_modules\"\nelse", ":/evil\"\nelse"},  // two paths
             {"/p/node_modules/.pnpm/a@1.0.0", "$HOME"},
             {"sed -e", "sed  -e"},
             {"esac", "esac; id"},
         }) {
        const std::string changed = replace_all(whole, from, to);
        ASSERT_NE(changed, whole) << from;
        EXPECT_FALSE(read_start_script(changed)) << changed;
    }
}

// Not pnpm's own lines, which the tests of real trees bring; its digest stands for them.
constexpr std::string_view new_head = "#!/bin/sh\nbasedir=.\nbasedir_abs=.\n\n";

std::optional<StartScript> read_new(const std::string& rest, std::string_view folder = "basedir_abs") {
    const std::string digest = sha256_hex(new_head);
    const StartHead head{digest, folder};
    return read_start_script(std::string(new_head) + rest, std::span(&head, 1));
}

constexpr std::string_view relative_node_path = R"(if [ -z "$NODE_PATH" ]; then
  export NODE_PATH="$basedir_abs"/'../a/node_modules':"$basedir_abs"/'..'
else
  export NODE_PATH="$basedir_abs"/'../a/node_modules':"$basedir_abs"/'..':"$NODE_PATH"
fi
)";
constexpr std::string_view many_ways = R"(if [ -n "$exe" ] && [ -x "$basedir/node.exe" ]; then
  exec "$basedir/node.exe"  --x "$basedir_win"/'../a/b.js' "$@"
elif [ -x "$basedir/node" ]; then
  exec "$basedir/node"  --x "$basedir_abs"/'../a/b.js' "$@"
elif [ -n "$msys" ] && command -v node >/dev/null 2>&1; then
  exec node  --x "$basedir_win"/'../a/b.js' "$@"
elif command -v node >/dev/null 2>&1; then
  exec node  --x "$basedir_abs"/'../a/b.js' "$@"
elif [ -n "$exe" ] && command -v node.exe >/dev/null 2>&1; then
  exec node.exe  --x "$basedir_win"/'../a/b.js' "$@"
else
  exec node  --x "$basedir_abs"/'../a/b.js' "$@"
fi
# cmd-shim-target=../a/b.js
)";

TEST(StartScript, of_newer_pnpm_is_read) {
    const auto read = read_new(fmt::format("{}{}", relative_node_path, many_ways));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->target, "../a/b.js");
    EXPECT_EQ(read->program, "node");
    EXPECT_EQ(read->arguments, " --x");
    EXPECT_THAT(read->node_path, ElementsAre("../a/node_modules", ".."));
    // Without the paths, as in a hoisted tree, and without the lines for MSYS.
    EXPECT_TRUE(read_new(std::string(many_ways)));
    const size_t msys = many_ways.find("elif [ -n \"$msys\"");
    const size_t behind = many_ways.find("elif command");
    std::string without(many_ways);
    EXPECT_TRUE(read_new(without.erase(msys, behind - msys)));
    // The other quotes, and absolute paths.
    const std::string around = replace_all(replace_all(many_ways, "\"/'..", "/.."), ".js'", ".js\"");
    ASSERT_NE(around, many_ways);
    EXPECT_TRUE(read_new(around));
    const auto absolute = read_new(R"(if [ -z "$NODE_PATH" ]; then
  export NODE_PATH='/p/a:/p/b'
else
  export NODE_PATH='/p/a:/p/b':"$NODE_PATH"
fi
)" + around);
    ASSERT_TRUE(absolute);
    EXPECT_THAT(absolute->node_path, ElementsAre("/p/a", "/p/b"));
    const auto mixed = read_new(R"(if [ -z "$NODE_PATH" ]; then
  export NODE_PATH="/p/a:$basedir_abs/../b"
else
  export NODE_PATH="/p/a:$basedir_abs/../b:$NODE_PATH"
fi
)" + around);
    ASSERT_TRUE(mixed);
    EXPECT_THAT(mixed->node_path, ElementsAre("/p/a", "../b"));
    const auto itself = read_new("exec \"$basedir_abs\"/'../a/b'  \"$@\"\nexit $?\n# cmd-shim-target=../a/b\n");
    ASSERT_TRUE(itself);
    EXPECT_EQ(itself->target, "../a/b");
    EXPECT_EQ(itself->program, "");
    // Of pnpm 11.0, whose head is that of pnpm 10.
    EXPECT_TRUE(read_start_script(fmt::format("{}{}{}# cmd-shim-target=/p/a/bin.js\n", old_head, node_path, by_node)));
}

TEST(StartScript, of_newer_pnpm_is_nothing_else) {
    const std::string whole = fmt::format("{}{}", relative_node_path, many_ways);
    EXPECT_FALSE(read_start_script(std::string(new_head) + whole)) << "a head that nobody knows";
    EXPECT_FALSE(read_new(whole, "basedir")) << "another variable";
    EXPECT_FALSE(read_new(whole + "id\n"));
    EXPECT_FALSE(read_new(whole + "\n"));
    EXPECT_FALSE(read_new(whole.substr(0, whole.size() - 1)));
    EXPECT_FALSE(read_new("id\n\n" + whole)) << "a longer head";
    for (const auto& [from, to] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"exec node  --x \"$basedir_abs\"", "exec node  --x \"$basedir\""},
             {"exec node.exe  --x \"$basedir_win\"/'../a", "exec node.exe  --x \"$basedir_win\"/'../b"},
             {"../a/b.js", "../a/'$(id)'.js"},
             {"../a/b.js", "../a/b.js' 'x"},
             {"--x", "-r ./evil;"},
             {"# cmd-shim-target", "id #"},
             {"'..'\nelse", "'../..'\nelse"},  // two paths
             {"'..'", "'$HOME'"},
             {"\"$basedir_abs\"/'..'", "'..'"},  // from where the program is started
             {"[ -x \"$basedir/node\" ]", "[ -x \"$basedir/sh\" ]"},
         }) {
        const std::string changed = replace_all(whole, from, to);
        ASSERT_NE(changed, whole) << from;
        EXPECT_FALSE(read_new(changed)) << changed;
    }
    EXPECT_FALSE(
        read_new("if [ -z \"$NODE_PATH\" ]; then\n  export NODE_PATH='a'\nelse\n  export "
                 "NODE_PATH='a':\"$NODE_PATH\"\nfi\n" +
                 std::string(many_ways)));
}

TEST(StartScript, names_the_program_of_the_first_line) {
    EXPECT_EQ(interpreter_of("a", "#!/usr/bin/env node\n"), (Interpreter{"node", ""}));
    EXPECT_EQ(interpreter_of("a", "#!/usr/bin/env node --flag\r\nx"), (Interpreter{"node", " --flag"}));
    EXPECT_EQ(interpreter_of("a", "#!/usr/bin/env -S node --flag\n"), (Interpreter{"node", " --flag"}));
    EXPECT_EQ(interpreter_of("a", "#! /bin/sh\n"), (Interpreter{"/bin/sh", ""}));
    EXPECT_EQ(interpreter_of("a.js", "x"), (Interpreter{"node", ""}));
    EXPECT_EQ(interpreter_of("a.cmd", ""), (Interpreter{"cmd", "/C"}));
    EXPECT_EQ(interpreter_of("a",
                             "\x7f"
                             "ELF"),
              (Interpreter{"", ""}));
}

}  // namespace
}  // namespace ward::policy
