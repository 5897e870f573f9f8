// LINK: ward_shell ward_base
#include <string_view>

#include "lang/shell/command_words.h"
#include "lang/shell/parse.h"
#include "lang/shell/print.h"
#include "lang/shell/walk.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::shell;
    const std::string_view source(reinterpret_cast<const char*>(data), size);
    for (const Language language : {Language::bash, Language::posix, Language::mksh}) {
        const auto script = parse(source, {.language = language, .name = {}});
        if (!script) continue;
        walk(script->stmts(), [&](const Node& node) {
            if (node.start.offset > end_of(node) || end_of(node) > size || node.start.line == 0) __builtin_trap();
            if (const CallExpr* call = get_if<CallExpr>(&node)) command_words(*call);
            return true;
        });
        for (const Stmt* stmt : script->stmts()) {
            (void)print(*stmt, source);
            if (stmt->command != nullptr) (void)print_command(*stmt->command, source);
        }
    }
    return 0;
}
