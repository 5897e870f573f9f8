// Reads frames (frames.h) of a line of paths, with blanks between, and a bundle of facts, and prints what the checks
// that need a forge make of each, as one line of JSON; go/evaluations/main.go prints the same of the peer's answers.
// evaluations.py compares.
#include <algorithm>

#include "base/text.h"
#include "facts/forge/facts_file.h"
#include "facts/inventory/inventory.h"
#include "formats/json_writer.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "peers/frames.h"

namespace {

using namespace ward;

// The checks look at names alone.
class NoFiles final : public inventory::FileSource {
  public:
    Result<std::string> read(std::string_view path, size_t /*max_bytes*/) const override { return none(path); }
    Result<std::string> link_target(std::string_view path) const override { return none(path); }
    Result<std::optional<inventory::Gitlinks>> gitlinks() const override { return std::nullopt; }

  private:
    static std::unexpected<Error> none(std::string_view path) {
        return fail(ErrorCode::not_found, "is not there", std::string(path));
    }
};

void put(JsonWriter& out, const scorecard::CheckResult& result) {
    std::vector<std::string> details;
    for (const scorecard::Detail& detail : result.details)
        if (detail.origin == scorecard::Origin::peer) details.push_back(scorecard::text_of(detail));
    std::ranges::sort(details);
    if (result.error) details.clear();
    out.begin_object().member("score", result.score).member("reason", result.error ? std::string() : result.reason);
    out.member("failed", result.error.has_value()).member_values("details", details).end_object();
}

int tell(std::string_view frame) {
    const size_t end = frame.find('\n');
    if (end == std::string_view::npos) return 1;
    Listing listing;
    for (const std::string_view path : split(frame.substr(0, end), ' '))
        if (!path.empty()) listing.entries.push_back({.path = std::string(path), .kind = EntryKind::file});
    const auto forge = forge::read_facts(frame.substr(end + 1), "facts");
    if (!forge) {
        std::fprintf(stderr, "%s\n", forge.error().message().c_str());
        return 1;
    }
    const NoFiles files;
    const inventory::Tree tree(files, std::move(listing));
    scorecard::Facts facts(tree);
    facts.forge = &*forge;
    JsonWriter out(JsonLayout::compact);
    out.begin_object();
    for (const char* name : {"Branch-Protection", "Signed-Releases"}) {
        out.key(name);
        put(out, scorecard::check_named(name)->run(facts));
    }
    std::puts(std::string(out.end_object().text()).c_str());
    return 0;
}

}  // namespace

int main() {
    std::string frame;
    while (read_frame(frame))
        if (const int status = tell(frame); status != 0) return status;
    return 0;
}
