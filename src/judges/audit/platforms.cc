#include "judges/audit/platforms.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "formats/document.h"

namespace ward::audit {
namespace {

using Words = std::pair<std::string_view, std::string_view>;
constexpr std::array<Words, 9> other_words{{{"windows", "win32"},
                                            {"macos", "darwin"},
                                            {"mac os", "darwin"},
                                            {"mac os x", "darwin"},
                                            {"os x", "darwin"},
                                            {"osx", "darwin"},
                                            {"solaris", "sunos"},
                                            {"smartos", "sunos"},
                                            {"illumos", "sunos"}}};

// "Windows" is win32; nothing for what is no platform of this list: "x86", "64 bit".
std::optional<std::string_view> platform_named(std::string_view text) {
    const std::string word = to_lower(trim(text));
    for (const std::string_view name : platform_names)
        if (word == name) return name;
    for (const auto& [other, name] : other_words)
        if (word == other) return name;
    return std::nullopt;
}

class Reader {
  public:
    void read_record(const Node& whole) {
        // Records without an id of their own are held within an object that names them.
        const Node* held = whole.find("record");
        const Node& record = held != nullptr && held->is_table() ? *held : whole;
        read_part(record);
        const Node* affected = record.find("affected");
        if (const Node* containers = record.find("containers"))
            if (const Node* cna = containers->find("cna")) affected = cna->find("affected");
        if (affected == nullptr || !affected->is_list()) return;
        const bool record_said = said_;
        for (const Node& entry : affected->items) {
            said_ = false;
            read_part(entry);
            if (const Node* platforms = entry.find("platforms")) add(*platforms);
            // An entry without platforms is about all of them, whatever its neighbours say.
            is_for_all_ |= !said_ && !record_said;
        }
        said_ |= record_said;
    }
    std::set<std::string_view> take() {
        return said_ && !is_for_all_ ? std::move(found_) : std::set<std::string_view>();
    }

  private:
    void read_part(const Node& part) {
        for (const std::string_view key : {"", "database_specific", "ecosystem_specific"}) {
            const Node* holder = key.empty() ? &part : part.find(key);
            if (holder == nullptr) continue;
            if (const Node* environments = holder->find("affectedEnvironments")) add(*environments);
        }
    }
    void add(const Node& words) {
        if (!words.is_list() || words.items.empty()) return;
        for (const Node& word : words.items) {
            const auto name = word.is_string() ? platform_named(word.text) : std::nullopt;
            is_for_all_ |= !name;
            if (name) found_.insert(*name);
        }
        said_ = true;
    }

    std::set<std::string_view> found_;
    bool said_ = false;
    bool is_for_all_ = false;
};

}  // namespace

std::set<std::string_view> platforms_of(std::string_view record_json) {
    const auto record = parse_json(record_json, "record");
    if (!record) return {};
    Reader reader;
    reader.read_record(*record);
    return reader.take();
}

bool concerns(const std::set<std::string_view>& platforms, std::string_view platform) {
    return platforms.empty() || platforms.contains(platform);
}

}  // namespace ward::audit
