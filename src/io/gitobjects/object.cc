#include "io/gitobjects/object.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::gitobjects {
namespace {

constexpr std::array<std::string_view, 4> kinds{"commit", "tree", "blob", "tag"};

std::unexpected<Error> bad(std::string_view reason) {
    return fail(ErrorCode::parse, std::string(reason));
}

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Takes the next line of a commit or tag off `rest`; nothing at the empty line before the message.
std::optional<std::string_view> next_header(std::string_view& rest) {
    const size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    if (line.empty() || end == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(end + 1);
    return line;
}

std::optional<ObjectId> id_after(std::string_view line, std::string_view word, size_t id_bytes) {
    if (!line.starts_with(word) || line.size() <= word.size() || line[word.size()] != ' ') return std::nullopt;
    const auto id = ObjectId::from_hex(line.substr(word.size() + 1));
    return id && id->size() == id_bytes ? id : std::nullopt;
}

// "committer Name <mail> 1700000000 +0100"
int64_t time_of(std::string_view line) {
    const size_t mail = line.rfind('>');
    if (mail == std::string_view::npos) return 0;
    const std::string_view rest = trim(line.substr(mail + 1));
    return to_number<int64_t>(rest.substr(0, rest.find(' '))).value_or(0);
}

std::optional<TreeMode> mode_of(std::string_view octal) {
    uint32_t mode = 0;
    if (octal.empty() || octal.size() > 6) return std::nullopt;
    for (const char c : octal) {
        if (c < '0' || c > '7') return std::nullopt;
        mode = mode * 8 + static_cast<uint32_t>(c - '0');
    }
    switch (mode & 0170000) {
        case 0040000: return TreeMode::folder;
        case 0100000: return (mode & 0100) != 0 ? TreeMode::executable : TreeMode::file;
        case 0120000: return TreeMode::symlink;
        case 0160000: return TreeMode::gitlink;
        default: return std::nullopt;
    }
}

bool is_clean_name(std::string_view name) {
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
           !equal_ignoring_case(name, ".git");
}

}  // namespace

std::optional<ObjectId> ObjectId::from_bytes(std::string_view bytes) {
    if (bytes.size() != sha1_bytes && bytes.size() != sha256_bytes) return std::nullopt;
    ObjectId id;
    std::ranges::copy(bytes, id.bytes_.begin());
    id.size_ = static_cast<uint8_t>(bytes.size());
    return id;
}

std::optional<ObjectId> ObjectId::from_hex(std::string_view text) {
    if (text.size() != 2 * sha1_bytes && text.size() != 2 * sha256_bytes) return std::nullopt;
    ObjectId id;
    id.size_ = static_cast<uint8_t>(text.size() / 2);
    for (size_t i = 0; i < id.size_; ++i) {
        const int high = hex_value(text[2 * i]);
        const int low = hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        id.bytes_.at(i) = static_cast<unsigned char>(high * 16 + low);
    }
    return id;
}

std::string ObjectId::hex() const {
    return ward::hex(bytes());
}

std::string_view name_of(ObjectKind kind) {
    return kinds.at(static_cast<size_t>(kind));
}

std::optional<ObjectKind> object_kind_named(std::string_view name) {
    const auto* const found = std::ranges::find(kinds, name);
    if (found == kinds.end()) return std::nullopt;
    return static_cast<ObjectKind>(found - kinds.begin());
}

Result<Commit> parse_commit(std::string_view bytes, size_t id_bytes) {
    Commit commit;
    const auto first = next_header(bytes);
    const auto tree = first ? id_after(*first, "tree", id_bytes) : std::nullopt;
    if (!tree) return bad("commit does not begin with its tree");
    commit.tree = *tree;
    while (const auto line = next_header(bytes)) {
        if (line->starts_with("committer ")) commit.committed = time_of(*line);
        // Headers of several lines (signatures) continue with a blank in front.
        if (!line->starts_with("parent ")) continue;
        const auto parent = id_after(*line, "parent", id_bytes);
        if (!parent) return bad("commit names a parent that is no id");
        if (commit.parents.size() == max_parents)
            return fail(ErrorCode::limit, fmt::format("commit has more than {} parents", max_parents));
        commit.parents.push_back(*parent);
    }
    return commit;
}

Result<Tag> parse_tag(std::string_view bytes, size_t id_bytes) {
    const auto first = next_header(bytes);
    const auto second = next_header(bytes);
    const auto target = first ? id_after(*first, "object", id_bytes) : std::nullopt;
    constexpr std::string_view type = "type ";
    if (!target || !second || !second->starts_with(type)) return bad("tag does not begin with its object and type");
    const auto kind = object_kind_named(second->substr(type.size()));
    if (!kind) return bad(fmt::format("tag names the unknown type \"{}\"", display(second->substr(type.size()))));
    return Tag{*target, *kind};
}

Result<std::vector<TreeEntry>> parse_tree(std::string_view bytes, size_t id_bytes) {
    std::vector<TreeEntry> entries;
    std::unordered_set<std::string_view> names;
    bool in_order = true;
    while (!bytes.empty()) {
        const size_t blank = bytes.find(' ');
        const size_t nul = bytes.find('\0');
        if (blank == std::string_view::npos || nul == std::string_view::npos || nul < blank)
            return bad("tree is cut short");
        const std::string_view name = bytes.substr(blank + 1, nul - blank - 1);
        const auto mode = mode_of(bytes.substr(0, blank));
        if (!mode) return bad(fmt::format("tree has an entry \"{}\" of no known mode", display(name)));
        if (!is_clean_name(name)) return bad(fmt::format("tree has the impossible name \"{}\"", display(name)));
        const auto id = ObjectId::from_bytes(bytes.substr(nul + 1, id_bytes));
        if (!id || id->size() != id_bytes) return bad("tree is cut short");
        if (entries.size() == max_tree_entries)
            return fail(ErrorCode::limit, fmt::format("tree has more than {} entries", max_tree_entries));
        in_order = in_order && (entries.empty() || entries.back().name < name);
        entries.push_back({std::string(name), *mode, *id});
        bytes.remove_prefix(nul + 1 + id_bytes);
    }
    // Git's order treats a folder as if its name ended in '/', so that plain order may be off by that alone.
    if (in_order) return entries;
    for (const TreeEntry& entry : entries)
        if (!names.insert(entry.name).second) return bad(fmt::format("tree has \"{}\" twice", display(entry.name)));
    return entries;
}

}  // namespace ward::gitobjects
