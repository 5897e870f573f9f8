// Reads PEP 440 versions (https://packaging.python.org/en/latest/specifications/version-specifiers/) and writes their
// keys.
//
// A key is epoch, release without trailing zeros, and then three tags that say where in the life of that release the
// version stands: its pre phase, its post phase, its local label.
//
//     1.0.dev1 < 1.0a1.dev1 < 1.0a1 < 1.0a1.post1 < 1.0b1 < 1.0rc1 < 1.0 < 1.0+local < 1.0.post1.dev1 < 1.0.post1
#include "formats/versions/pep440.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/versions/key.h"

namespace ward::versions {
namespace {

enum class Post : uint8_t { dev = 0x01, none, post, above_posts };
enum class Local : uint8_t { text = 0x02, number = 0x03 };
constexpr uint8_t above_locals = 0xff;

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

}  // namespace

std::optional<Pep440> parse_pep440(std::string_view text) {
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

std::string key_of(const Pep440& version) {
    Key key;
    append_public(key, version);
    append_local(key, version.local);
    return std::move(key).take();
}

std::string above_local_labels(Pep440 version) {
    version.local = {};
    return key_of(version) + static_cast<char>(above_locals);
}

std::string above_post_releases(const Pep440& version) {
    Key key;
    append_release(key, version);
    append_pre(key, version);
    key.tag(static_cast<uint8_t>(Post::above_posts));
    return std::move(key).take();
}

std::string before_prereleases(Pep440 version) {
    version.dev = "0";
    version.local = {};
    return key_of(version);
}

}  // namespace ward::versions
