#include "actions/release/embargo/bundle.h"

#include <fmt/core.h>

#include "base/text.h"

namespace ward::release {
namespace {

using gitobjects::ObjectId;

constexpr std::string_view version_2 = "# v2 git bundle";
constexpr std::string_view version_3 = "# v3 git bundle";

class Reader {
  public:
    Reader(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}

    Result<Bundle> run() {
        WARD_TRY(const std::string_view first, next_line());
        if (first == version_3) bundle_.version = 3;
        else if (first != version_2)
            return bad(first.starts_with("# v") ? ErrorCode::unsupported : ErrorCode::parse,
                       "is no bundle of version 2 or 3");
        for (;;) {
            WARD_TRY(const std::string_view line, next_line());
            if (line.empty()) break;
            if (bundle_.refs.size() + bundle_.prerequisites.size() > max_bundle_refs)
                return bad(ErrorCode::limit, fmt::format("has more than {} refs", max_bundle_refs));
            WARD_TRY_VOID(line.starts_with('@') ? take_capability(line.substr(1)) : take_ref(line));
        }
        if (!bytes_.substr(at_).starts_with("PACK")) return bad(ErrorCode::parse, "has no pack behind its refs");
        bundle_.pack = at_;
        return std::move(bundle_);
    }

  private:
    std::unexpected<Error> bad(ErrorCode code, std::string reason) const {
        return fail(code, std::move(reason), fmt::format("{}:{}", name_, number_));
    }

    Result<std::string_view> next_line() {
        ++number_;
        if (at_ > max_bundle_header_bytes)
            return bad(ErrorCode::limit, fmt::format("has more than {} bytes of refs", max_bundle_header_bytes));
        const size_t end = bytes_.substr(0, max_bundle_header_bytes + at_).find('\n', at_);
        if (end == std::string_view::npos) return bad(ErrorCode::parse, "is cut short");
        const std::string_view line = bytes_.substr(at_, end - at_);
        at_ = end + 1;
        return line;
    }

    Result<void> take_capability(std::string_view text) {
        if (bundle_.version < 3 || !bundle_.refs.empty() || !bundle_.prerequisites.empty())
            return bad(ErrorCode::parse, "has a capability where none can stand");
        if (text == "object-format=sha1") bundle_.id_bytes = gitobjects::sha1_bytes;
        else if (text == "object-format=sha256") bundle_.id_bytes = gitobjects::sha256_bytes;
        else if (text.starts_with("filter=")) bundle_.is_filtered = true;
        else return bad(ErrorCode::unsupported, "asks for a capability that is unknown");
        return {};
    }

    Result<void> take_ref(std::string_view line) {
        const bool is_prerequisite = line.starts_with('-');
        if (is_prerequisite) line.remove_prefix(1);
        const size_t blank = line.find(' ');
        const auto id = ObjectId::from_hex(line.substr(0, blank));
        if (!id || id->size() != bundle_.id_bytes) return bad(ErrorCode::parse, "is no line of an id and a ref");
        // Behind a prerequisite's id a comment may stand, or nothing.
        if (is_prerequisite) bundle_.prerequisites.push_back(*id);
        else if (blank == std::string_view::npos || blank + 1 == line.size())
            return bad(ErrorCode::parse, "has an id without a ref");
        else bundle_.refs.push_back({std::string(line.substr(blank + 1)), *id});
        return {};
    }

    std::string_view bytes_;
    const std::string& name_;
    size_t at_ = 0;
    size_t number_ = 0;
    Bundle bundle_;
};

}  // namespace

bool is_bundle(std::string_view bytes) {
    return bytes.starts_with("# v2 git bundle\n") || bytes.starts_with("# v3 git bundle\n");
}

Result<Bundle> parse_bundle(std::string_view bytes, const std::string& name) {
    return Reader(bytes, name).run();
}

}  // namespace ward::release
