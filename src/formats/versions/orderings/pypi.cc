// PyPI: versions and specifiers as https://packaging.python.org/en/latest/specifications/version-specifiers/ (PEP 440)
// defines them.
//
// A key is epoch, release without trailing zeros, and then three tags that say where in the life of that release the
// version stands: its pre phase, its post phase, its local label.
//
//     1.0.dev1 < 1.0a1.dev1 < 1.0a1 < 1.0a1.post1 < 1.0b1 < 1.0rc1 < 1.0 < 1.0+local < 1.0.post1.dev1 < 1.0.post1
//
// Texts that are not PEP 440 (`2004d`, `0.1-bulbasaur`) have no key: they can only match by equality.
// Specifiers are intervals of keys. Prereleases are always candidates, as for an advisory they must be: `>=1.0` holds
// for 1.1a1, but `<1.1` does not (PEP 440's exclusive comparison).
#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "formats/versions/key.h"
#include "formats/versions/versions.h"

namespace ward::versions {
namespace {

constexpr std::string_view ecosystems[] = {"PyPI"};

// All below a number, so that a release that goes on with further numbers is greater.
enum class Pre : uint8_t { dev_only = 0x01, alpha, beta, candidate, final };
enum class Post : uint8_t { dev = 0x01, none, post, above_posts };
enum class Local : uint8_t { text = 0x02, number = 0x03 };
constexpr uint8_t above_locals = 0xff;

struct Pep440 {
    std::string_view epoch = "0";
    std::vector<std::string_view> release = {};
    Pre pre = Pre::final;
    std::string_view pre_number = {};
    std::optional<std::string_view> post = {};
    std::optional<std::string_view> dev = {};
    std::string_view local = {};
};

// Reads words and separators off the front of a lower-case text.
class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::string_view number() { return take_digits(rest_); }
    std::string_view remainder() const { return rest_; }
    bool at_digit(size_t offset) const { return offset < rest_.size() && is_digit(rest_[offset]); }

    // `[-_.]? word [-_.]? digits*`: the word's row and its number (perhaps none), or nothing taken.
    template <typename Row, size_t count>
    const Row* phase(const std::array<Row, count>& words, std::string_view& number) {
        const std::string_view text = rest_.substr(starts_with_separator(rest_) ? 1 : 0);
        const auto row = std::ranges::find_if(words, [&](const Row& r) { return text.starts_with(r.word); });
        if (row == words.end()) return nullptr;
        rest_ = text.substr(row->word.size());
        if (starts_with_separator(rest_)) rest_.remove_prefix(1);  // PEP 440 takes it even where no number follows
        number = take_digits(rest_);
        return &*row;
    }

  private:
    static bool starts_with_separator(std::string_view text) {
        return text.starts_with('-') || text.starts_with('_') || text.starts_with('.');
    }
    std::string_view rest_;
};

struct PreWord {
    std::string_view word;
    Pre pre;
};
struct Word {
    std::string_view word;
};
// Longer words before their own beginnings.
constexpr std::array pre_words = {PreWord{"alpha", Pre::alpha},       PreWord{"a", Pre::alpha},
                                  PreWord{"beta", Pre::beta},         PreWord{"b", Pre::beta},
                                  PreWord{"preview", Pre::candidate}, PreWord{"pre", Pre::candidate},
                                  PreWord{"rc", Pre::candidate},      PreWord{"c", Pre::candidate}};
constexpr std::array post_words = {Word{"post"}, Word{"rev"}, Word{"r"}};
constexpr std::array dev_words = {Word{"dev"}};

bool is_local_label(std::string_view local) {
    bool expects_char = true;
    for (const char c : local) {
        const bool separator = c == '.' || c == '-' || c == '_';
        if (!separator && !is_alnum(c)) return false;
        if (separator && expects_char) return false;
        expects_char = separator;
    }
    return !expects_char;
}

// `text` is lower-case, without white space at its ends.
std::optional<Pep440> parse(std::string_view text) {
    Reader in(text);
    Pep440 version;
    in.take('v');
    std::string_view number = in.number();
    if (number.empty()) return std::nullopt;
    if (in.take('!')) {
        version.epoch = number;
        number = in.number();
        if (number.empty()) return std::nullopt;
    }
    version.release.push_back(number);
    while (in.at_digit(1) && in.take('.')) version.release.push_back(in.number());

    if (const PreWord* row = in.phase(pre_words, version.pre_number)) version.pre = row->pre;
    if (in.at_digit(1) && in.take('-')) {
        version.post = in.number();
    } else if (in.phase(post_words, number)) {
        version.post = number;
    }
    if (in.phase(dev_words, number)) version.dev = number;
    if (in.take('+')) {
        version.local = in.remainder();
        if (!is_local_label(version.local)) return std::nullopt;
        return version;
    }
    if (!in.at_end()) return std::nullopt;
    return version;
}

void append_release(Key& key, const Pep440& version) {
    key.digits(version.epoch);
    size_t count = version.release.size();
    while (count > 0 && version.release[count - 1].find_first_not_of('0') == std::string_view::npos) --count;
    for (size_t i = 0; i < count; ++i) key.digits(version.release[i]);
}

void append_pre(Key& key, const Pep440& version) {
    const bool dev_only = version.pre == Pre::final && version.dev && !version.post;
    key.tag(static_cast<uint8_t>(dev_only ? Pre::dev_only : version.pre));
    if (version.pre != Pre::final) key.digits(version.pre_number);
}

void append_dev(Key& key, const Pep440& version) {
    key.tag(static_cast<uint8_t>(version.dev ? Post::dev : Post::none));
    if (version.dev) key.digits(*version.dev);
}

void append_public(Key& key, const Pep440& version) {
    append_release(key, version);
    append_pre(key, version);
    if (version.post) {
        key.tag(static_cast<uint8_t>(Post::post));
        key.digits(*version.post);
    }
    append_dev(key, version);
}

void append_local(Key& key, std::string_view local) {
    while (!local.empty()) {
        const std::string_view segment = local.substr(0, local.find_first_of(".-_"));
        local.remove_prefix(std::min(segment.size() + 1, local.size()));
        key.tag(static_cast<uint8_t>(is_numeric(segment) ? Local::number : Local::text));
        if (is_numeric(segment)) key.digits(segment);
        else key.text(segment);
    }
}

std::string encode(const Pep440& version) {
    Key key;
    append_public(key, version);
    append_local(key, version.local);
    return std::move(key).take();
}

std::optional<std::string> key_of(std::string_view version) {
    const auto word = one_word(version);
    if (!word) return std::nullopt;
    const std::string lower = to_lower(*word);
    const auto parsed = parse(lower);
    if (!parsed) return std::nullopt;
    return encode(*parsed);
}

// ---- Specifiers ----

struct Interval {
    std::string low;                  // inclusive
    std::optional<std::string> high;  // exclusive
    bool contains(const std::string& key) const { return key >= low && (!high || key < *high); }
};

// The first key above the version and everything that only adds a local label to it.
std::string above_local_labels(Pep440 version) {
    version.local = {};
    return encode(version) + static_cast<char>(above_locals);
}

// Above the version and all its post releases.
std::string above_post_releases(const Pep440& version) {
    Key key;
    append_release(key, version);
    append_pre(key, version);
    key.tag(static_cast<uint8_t>(Post::above_posts));
    return std::move(key).take();
}

// The first development release that `version` could have had.
std::string before_prereleases(Pep440 version) {
    version.dev = "0";
    version.local = {};
    return encode(version);
}

// All versions whose release starts with the first `count` numbers of `version`'s.
Interval with_prefix(const Pep440& version, size_t count) {
    const auto at = [&](const std::vector<std::string_view>& release) {
        return before_prereleases({.epoch = version.epoch, .release = release});
    };
    std::vector<std::string_view> release(version.release.begin(), version.release.begin() + static_cast<long>(count));
    Interval interval{at(release), std::nullopt};
    // One more in the last place, as text: the numbers may be of any length.
    std::string next(release.back());
    size_t i = next.size();
    while (i > 0 && next[i - 1] == '9') next[--i] = '0';
    if (i > 0) ++next[i - 1];
    else next.insert(next.begin(), '1');
    release.back() = next;
    interval.high = at(release);
    return interval;
}

constexpr std::string_view operators[] = {"===", "~=", "==", "!=", "<=", ">=", "<", ">"};

Result<bool> satisfies_one(std::string_view version, const std::optional<std::string>& key,
                           std::string_view specifier) {
    const auto bad = [&](std::string_view why) {
        return fail(ErrorCode::parse, fmt::format("\"{}\" is not a version specifier: {}", display(specifier), why));
    };
    const auto op = std::ranges::find_if(operators, [&](std::string_view o) { return specifier.starts_with(o); });
    if (op == std::end(operators)) return bad("it needs one of ~= == != <= >= < > ===");
    std::string_view text = trim(specifier.substr(op->size()));
    if (*op == "===") {  // the escape hatch: plain text, any version
        if (text.find_first_of(" \t\v\f\r\n;)") != std::string_view::npos) return bad("=== takes one word");
        return text == version;
    }

    const bool wildcard = text.ends_with(".*") && (*op == "==" || *op == "!=");
    if (wildcard) text.remove_suffix(2);
    const auto bound = one_word(text) ? parse(text) : std::nullopt;
    if (!bound) return bad("its version is not PEP 440");
    const bool plain = bound->pre == Pre::final && !bound->post && !bound->dev && bound->local.empty();
    if (wildcard && !plain) return bad("a wildcard can only follow release numbers");
    if (!bound->local.empty() && *op != "==" && *op != "!=") return bad("a local label needs == or !=");
    if (*op == "~=" && bound->release.size() < 2) return bad("~= needs two release numbers");
    if (!key) return false;  // a version outside PEP 440 is in no interval

    if (wildcard) return with_prefix(*bound, bound->release.size()).contains(*key) == (*op == "==");
    if (*op == "==" || *op == "!=") {
        const bool equal =
            bound->local.empty() ? *key >= encode(*bound) && *key < above_local_labels(*bound) : *key == encode(*bound);
        return equal == (*op == "==");
    }
    if (*op == ">=") return *key >= encode(*bound);
    if (*op == "<=") return *key < above_local_labels(*bound);
    if (*op == "<")
        return *key < (bound->dev || bound->pre != Pre::final ? encode(*bound) : before_prereleases(*bound));
    if (*op == ">")
        return *key >= (bound->dev || bound->post ? above_local_labels(*bound) : above_post_releases(*bound));
    return *key >= encode(*bound) && with_prefix(*bound, bound->release.size() - 1).contains(*key);  // ~=
}

Result<bool> satisfies(std::string_view version, std::string_view range) {
    const std::string wanted = to_lower(trim(version));
    const auto key = key_of(wanted);
    const std::string lower = to_lower(range);
    bool all = true;
    for (const std::string_view part : split(lower, ',')) {
        const std::string_view specifier = trim(part);
        if (specifier.empty()) continue;
        WARD_TRY(const bool one, satisfies_one(wanted, key, specifier));
        all = all && one;
    }
    return all;
}

}  // namespace

WARD_ORDERING(pypi) = {
    .name = "pypi",
    .ecosystems = ecosystems,
    .summary =
        "PEP 440: epoch, release, prereleases, post releases, development releases and local labels; what is not "
        "PEP 440 has no order",
    .key = key_of,
    .satisfies = satisfies,
};

}  // namespace ward::versions
