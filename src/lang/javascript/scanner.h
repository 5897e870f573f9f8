// One pass over a file for scan_imports: brackets, scopes and statements in scanner.cc, the requests themselves in
// scanner_requests.cc and scanner_code.cc.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lang/javascript/imports.h"
#include "lang/javascript/scopes.h"
#include "lang/javascript/window.h"

namespace ward::javascript {

// A name that stands for something that hands out modules.
struct Alias {
    enum class Meaning : uint8_t { wrapper, require, require_elsewhere, create_require, get_builtin };
    std::string name;
    Meaning meaning = Meaning::require;
    std::vector<uint32_t> sites = {};  // offsets of the name where it gets its meaning, rising

    bool operator==(const Alias&) const = default;
};

// Names of the CommonJS wrapper are followed from the start; `require` is the first.
inline constexpr size_t first_aliases_count = 5;
std::vector<Alias> first_aliases();
// Adds a site; the same name may have several. Nothing happens beyond max_aliases, or max_aliases sites of one.
void add_alias(std::vector<Alias>& aliases, std::string_view name, Alias::Meaning meaning, uint32_t site);

inline bool opens(const Token& token) {
    return token.is(Punctuator::open_paren) || token.is(Punctuator::open_bracket) || token.is(Punctuator::open_brace) ||
           token.kind == TokenKind::template_head;
}

inline bool closes(const Token& token) {
    return token.is(Punctuator::close_paren) || token.is(Punctuator::close_bracket) ||
           token.is(Punctuator::close_brace) || token.kind == TokenKind::template_tail;
}

inline bool is_dot(const Token& token) {
    return token.is(Punctuator::dot) || token.is(Punctuator::optional_dot);
}

class Scanner {
  public:
    // `aliases` are what earlier passes found.
    Scanner(std::string_view source, const ScanOptions& options, const std::vector<Alias>& aliases);

    Scan run();
    // Those given and those found in this pass.
    const std::vector<Alias>& aliases() const { return found_; }

  private:
    struct Frame {
        Bracket role = Bracket::none;
        bool expression = false;    // of an arrow function's expression, which has no bracket
        bool binding = false;       // may be, or is, a pattern or a list of parameters
        bool pattern = false;       // of a declaration
        bool definite = false;      // binds for certain: of a declaration, of parameters, of catch
        bool after_assign = false;  // a default value follows
        Word declaring = Word::none;
        uint32_t scope = Scopes::root;
        uint32_t function = 0;  // 0: the file itself
        uint32_t attempt = 0;   // the try block around, 0: none in this function
        NameSet bound = 0;
        NameSet bound_aliases = 0;  // those of `bound` that get their meaning here
    };
    struct Attempt {
        uint32_t outer = 0;
        bool caught = false;
    };
    // A request with what decides about it at the end.
    struct Pending {
        Request request;
        uint32_t scope = 0;
        uint32_t attempt = 0;
        NameSet name = 0;  // what asks, where that is a followed name
    };
    // `require`, or what stands for it, used as a value.
    struct Handed {
        uint32_t scope = 0;
        NameSet name = 0;

        bool operator==(const Handed&) const = default;
    };
    struct Clause {  // of an import or export statement that is being read
        bool open = false;
        bool is_import = false;
        bool types_only = false;
        size_t depth = 0;
        uint32_t line = 0;
        uint32_t offset = 0;
    };

    Frame& frame() { return frames_.back(); }
    void step(const Token& token);
    void on_punctuator(const Token& token);
    void on_open(const Token& token);
    void on_close(const Token& token);
    void on_arrow();
    void push(Frame frame) { frames_.push_back(frame); }
    void end_expressions();
    void on_name(const Token& token);
    void on_keyword(const Token& token);
    void on_followed(const Token& token, size_t number);
    bool declares(const Token& token, size_t number);
    bool binds(const Token& token);
    bool is_site(const Token& token, size_t number) const;
    void declare(uint32_t scope, size_t number, const Token& token);
    void declare_lexical(NameSet names);
    std::optional<size_t> followed(const Token& token) const;
    void clause_step(const Token& token);

    // Requests: scanner_requests.cc.
    struct Argument {
        std::vector<std::string> constants;  // one or, of `a ? 'x' : 'y'`, two; none: computed
        std::string prefix;                  // of a computed one
        size_t end = 0;                      // `ahead` of the first token behind it
    };
    Argument argument(size_t ahead);
    Argument choice(size_t ahead);
    size_t argument_end(size_t ahead);
    size_t call_behind(size_t ahead);
    bool ends_argument(size_t ahead);
    void add(RequestKind kind, const Token& token, const Argument& argument, NameSet name = 0, bool elsewhere = false);
    void add(Request request, NameSet name);
    std::string attribute_type(size_t ahead);
    void on_import(const Token& token);
    void on_export(const Token& token);
    void on_require(const Token& token, size_t number, size_t ahead);
    void hand_on(NameSet name);
    void on_word(const Token& token);
    void on_index_string(const Token& token);
    void on_new(const Token& token);
    void on_worker(const Token& token);
    void on_create_require(const Token& token, size_t ahead, NameSet by = 0);
    void on_get_builtin(const Token& token, size_t ahead, NameSet by = 0);
    void on_dlopen(const Token& token, size_t ahead);
    bool is_own_file(size_t ahead);
    bool is_import_meta(size_t ahead);
    const Token* assigned_name(size_t behind);
    bool is_property_of(const Token& token, Word object) const;

    ScanOptions options_;
    Window window_;
    Scopes scopes_;
    Scan scan_;
    std::vector<Alias> known_;
    std::vector<Alias> found_;
    std::vector<Frame> frames_;
    std::vector<Attempt> attempts_;
    std::vector<Pending> pending_;
    std::vector<Handed> handed_;
    Clause clause_;
    uint32_t functions_ = 0;
    NameSet parameters_ = 0;         // of the list that was just closed, for the function's body
    NameSet closed_ = 0;             // bound in the parentheses that were just closed, for an arrow
    NameSet caught_ = 0;             // bound by catch ( )
    NameSet own_name_ = 0;           // of a function expression
    uint32_t ignored_ = UINT32_MAX;  // offset of a request that is none
};

}  // namespace ward::javascript
