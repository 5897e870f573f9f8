// What a manifest answers: may these bytes be loaded from this URL, and what does this requester get for this
// specifier. Pure functions over a compiled manifest; nothing is opened, nothing is resolved on disk.
//
// Two readings. `node` is Node.js 20's `--experimental-policy` to the letter, quirks and error codes included, proven
// against the real thing (tests/policy/differential). `ward` is what ward enforces: the same rules where they are
// sound, stricter where node's were mistakes; every difference is a row of deviations().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/digest.h"
#include "formats/sri.h"
#include "formats/url.h"
#include "judges/policy/manifest.h"

namespace ward::policy {

enum class Semantics : uint8_t { ward, node };

// node's error codes.
enum class Code : uint8_t {
    none,
    manifest_assert_integrity,
    manifest_dependency_missing,
    manifest_invalid_resource_field,
    manifest_invalid_specifier,
    manifest_unknown_onerror,
    sri_parse,
    unknown_builtin_module,
    invalid_url,
};
std::string_view name_of(Code code);  // "ERR_MANIFEST_ASSERT_INTEGRITY"; "" for none

// A refusal: node's code, and a sentence for people.
struct Refusal {
    Code code = Code::none;
    std::string what;
    std::string where;  // the key or URL that it is about
    uint32_t line = 0;  // of the manifest, where one entry is to blame

    Error error() const;  // conflict (integrity, missing dependency) or parse, "what [CODE]"
    bool operator==(const Refusal&) const = default;
};

template <typename Value>
using Judged = std::expected<Value, Refusal>;

using Conditions = std::set<std::string, std::less<>>;

// A manifest, ready to be asked: immutable, so any number of threads may ask at once.
class Compiled {
  public:
    Compiled(Compiled&&) noexcept;
    Compiled& operator=(Compiled&&) noexcept;
    ~Compiled();

    struct State;
    const State& state() const { return *state_; }
    Semantics semantics() const;
    // What happens after a refusal: throws unless the manifest says otherwise.
    OnError onerror() const;

  private:
    explicit Compiled(std::unique_ptr<const State> state);
    friend Judged<Compiled> compile(const Manifest&, const Url&, Semantics);
    std::unique_ptr<const State> state_;
};

// `base` is the manifest's own URL. Refused where node's loader would refuse the manifest at start-up; in the ward
// reading also where an integrity or a pattern cannot be read.
Judged<Compiled> compile(const Manifest& manifest, const Url& base, Semantics semantics);

struct IntegrityAnswer {
    bool pass = false;
    std::string decided_by;  // the href or scope that said so; "" is the scope "", too: see by_scope
    bool by_scope = false;
    Refusal refusal;  // where it does not pass
};

// The algorithms that assert_integrity will ask of the file at `href`; empty where none decides (scope, no entry).
ShaSet algorithms_for(const Compiled& manifest, std::string_view href);

// May bytes with these digests be loaded from `href` (a serialised URL)? `digests` has algorithms_for(href). What
// happens after a refusal is onerror()'s.
IntegrityAnswer assert_integrity(const Compiled& manifest, std::string_view href, const ShaDigests& digests);

// The same two of entry `number` of the manifest's resources.
ShaSet algorithms_for(const Compiled& manifest, size_t number);
IntegrityAnswer assert_integrity(const Compiled& manifest, size_t number, std::string_view href,
                                 const ShaDigests& digests);

// Could anything be loaded from `href`: has it an entry, or a scope that passes? node asks this before it resolves an
// import; in its reading a scope that cascades and is no hierarchical URL is an error (invalid_url).
Judged<bool> might_allow(const Compiled& manifest, std::string_view href);

struct DependencyAnswer {
    enum class Kind : uint8_t {
        any,       // node's own search; its result still has to pass assert_integrity
        redirect,  // `target`, without search; "node:fs" for a builtin
        refused,
    };
    Kind kind = Kind::refused;
    Url target;
    Refusal refusal;
};

// What `requester` (a serialised URL) gets for `specifier` as it is written in the code, under these conditions.
DependencyAnswer resolve_dependency(const Compiled& manifest, std::string_view requester, std::string_view specifier,
                                    const Conditions& conditions);

enum class Loader : uint8_t { require, import };

// What the loader says of a redirect before the target's integrity is asked: builtins have to exist, and require() goes
// nowhere but to builtins and files.
std::optional<Refusal> refuse_redirect(const Url& target, Loader loader);

// The conditions that node 20 sets.
Conditions conditions_of(Loader loader);

// Is this a builtin that users may load, with or without "node:"? Those of node 20 to 26 together.
bool is_builtin(std::string_view specifier);

// Where `ward` differs from `node`, on purpose. Printed by the reference; each row is checked by the tests.
struct Deviation {
    std::string_view id;
    std::string_view node;  // what node does
    std::string_view ward;  // what ward does
    std::string_view why;
};
std::span<const Deviation> deviations();

}  // namespace ward::policy
