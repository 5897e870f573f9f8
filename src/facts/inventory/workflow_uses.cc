#include "facts/inventory/workflow_uses.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/evidence.h"
#include "formats/document.h"

namespace ward::inventory {
namespace {

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

bool is_owner(std::string_view text) {
    return !text.empty() && text.size() <= 39 &&
           std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '-' || c == '_'; });
}

bool is_repository(std::string_view text) {
    return !text.empty() && text.size() <= 100 && text != "." && text != ".." &&
           std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

// "v4.1.1", "4.1.1", "v4": what people write behind a pinned commit.
bool is_tag_like(std::string_view word) {
    if (word.starts_with('v') || word.starts_with('V')) word.remove_prefix(1);
    else if (!word.contains('.')) return false;
    return !word.empty() && word.size() <= 64 && is_digit(word[0]) &&
           std::ranges::all_of(word, [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '+'; });
}

// The first word of a comment that looks like a tag: "# v4.1.1", "# tag=v4.1.1", "# ratchet:owner/repository@v4".
std::string tag_in_comment(std::string_view line) {
    const size_t hash = line.rfind(" #");
    if (hash == std::string_view::npos) return {};
    std::string_view rest = line.substr(hash + 2);
    while (!rest.empty()) {
        const size_t end = std::min(rest.find_first_of(" \t\r=@:,;()"), rest.size());
        if (is_tag_like(rest.substr(0, end))) return std::string(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return {};
}

// A folder of what was checked out, or ("$/") of the repository that holds this file, at its commit.
bool is_of_same_repository(std::string_view spec) {
    return spec.starts_with("./") || spec.starts_with("../") || spec.starts_with("$/");
}

class UsesReader {
  public:
    UsesReader(std::string_view text, std::string_view path) : text_(text), path_(path) {
        starts_.push_back(0);
        for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
            starts_.push_back(at + 1);
    }

    void read(const Node& root) {
        if (const Node* jobs = root.find("jobs"))
            for (const auto& [name, job] : jobs->fields) {
                if (const Node* uses = job.find("uses")) read_use(*uses);
                read_steps(job.find("steps"));
            }
        if (const Node* runs = root.find("runs")) {
            read_steps(runs->find("steps"));
            // A container action may name an image that somebody else built.
            const Node* image = runs->find("image");
            if (image != nullptr && image->text.starts_with("docker://")) read_use(*image);
        }
    }

    WorkflowUses take() { return std::move(found_); }

  private:
    void read_steps(const Node* steps) {
        if (steps == nullptr) return;
        for (const Node& step : steps->items)
            if (const Node* uses = step.find("uses")) read_use(*uses);
    }

    void problem(const Node& node, std::string_view reason) {
        found_.problems.push_back({node.line, fmt::format("\"{}\" {}", node.text.substr(0, 80), reason)});
    }

    std::string_view line_text(int line) const {
        const auto number = static_cast<size_t>(line);
        if (line < 1 || number > starts_.size()) return {};
        const std::string_view rest = text_.substr(starts_[number - 1]);
        return rest.substr(0, rest.find('\n'));
    }

    void read_use(const Node& node) {
        if (!node.is_string()) return problem(node, "is not a name of an action");
        const std::string_view spec = trim(node.text);
        if (is_of_same_repository(spec)) return;
        Use use;
        const bool is_known = spec.starts_with("docker://") ? read_image(spec.substr(9), use) : read_action(spec, use);
        if (!is_known) return problem(node, "is not a reference to an action");
        const std::string_view line = line_text(node.line);
        use.evidence = evidence_at(path_, line, 0);
        use.evidence.line = node.line;
        if (is_commit(use.ref)) use.comment = tag_in_comment(line);
        found_.uses.push_back(std::move(use));
    }

    // owner/repository[/path]@ref
    static bool read_action(std::string_view spec, Use& use) {
        const size_t at = spec.find('@');
        if (at == std::string_view::npos || !is_plain(spec)) return false;
        const std::string_view path = spec.substr(0, at);
        use.ref = spec.substr(at + 1);
        const size_t slash = path.find('/');
        if (slash == std::string_view::npos || use.ref.empty()) return false;
        const size_t second = path.find('/', slash + 1);
        if (!is_owner(path.substr(0, slash))) return false;
        if (!is_repository(path.substr(slash + 1, second == std::string_view::npos ? second : second - slash - 1)))
            return false;
        use.name = path.substr(0, second);
        if (second != std::string_view::npos) use.subpath = path.substr(second + 1);
        return true;
    }

    // [host[:port]/]name[:tag][@digest]
    static bool read_image(std::string_view spec, Use& use) {
        use.kind = Use::Kind::image;
        if (!is_plain(spec)) return false;
        std::string_view name = spec.substr(0, spec.find('@'));
        if (name.size() < spec.size()) use.ref = spec.substr(name.size() + 1);
        const size_t colon = name.rfind(':');
        if (colon != std::string_view::npos && name.find('/', colon) == std::string_view::npos) {
            // A digest says more than the tag beside it.
            if (use.ref.empty()) use.ref = name.substr(colon + 1);
            name = name.substr(0, colon);
        }
        use.name = name;
        return !name.empty() && !name.starts_with('/') && !name.ends_with('/');
    }

    std::string_view text_;
    std::string_view path_;
    std::vector<size_t> starts_;  // of lines
    WorkflowUses found_;
};

}  // namespace

bool is_commit(std::string_view ref) {
    return (ref.size() == 40 || ref.size() == 64) &&
           std::ranges::all_of(ref, [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); });
}

Result<WorkflowUses> read_workflow_uses(std::string_view text, std::string_view path) {
    DocumentLimits limits;
    limits.bytes = max_workflow_bytes;
    WARD_TRY(const Node root, parse_yaml(text, path, limits));
    if (!root.is_table()) return fail(ErrorCode::parse, "is neither a workflow nor an action", std::string(path));
    UsesReader reader(text, path);
    reader.read(root);
    return reader.take();
}

}  // namespace ward::inventory
