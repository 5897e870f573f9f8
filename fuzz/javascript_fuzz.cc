// LINK: ward_javascript ward_base
#include <string_view>

#include "lang/javascript/imports.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::javascript;
    const std::string_view source(reinterpret_cast<const char*>(data), size);
    for (const Syntax syntax : {Syntax::javascript, Syntax::typescript, Syntax::jsx, Syntax::tsx}) {
        // Tokens move on and do not overlap.
        Tokens tokens(source, {.syntax = syntax, .comments = Comments::keep});
        size_t end = 0;
        for (Token token = tokens.next(); token.kind != TokenKind::end; token = tokens.next()) {
            if (token.offset < end || token.length == 0 || token.offset + token.length > size) __builtin_trap();
            end = token.offset + token.length;
        }
        const Scan scan = scan_imports(source, {.kind = SourceKind::unknown, .syntax = syntax});
        for (const Request& request : scan.requests)
            if (request.offset >= size || request.line == 0) __builtin_trap();
    }
    return 0;
}
