// ward vet registry: millions of names, a piece after the other, in bounded memory: what looks like a popular name,
// ranked, or each as a line of JSON as soon as it is found.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/parallel.h"
#include "base/text.h"
#include "base/time.h"
#include "faces/cli/vet/names.h"
#include "faces/cli/vet/report.h"
#include "faces/report/words.h"
#include "formats/json_writer.h"

namespace ward::cli {
namespace {

constexpr size_t piece_bytes = 4u << 20;
constexpr size_t max_line_bytes = 64u << 10;
constexpr size_t block_lines = 2'048;  // that one thread reads at a time
constexpr size_t default_limit = 1'000;
constexpr size_t max_limit = 1'000'000;
constexpr size_t told_problems = 10;

struct Found {
    vet::NameReading reading;
    double score = 0;
    uint64_t number = 0;  // of the line
};

// The likelier one first; then the one whose target is used more, then by place in the list.
bool goes_first(const Found& left, const Found& right) {
    if (left.score != right.score) return left.score > right.score;
    const auto rank = [](const Found& one) { return one.reading.likenesses.front().target_rank.value_or(UINT32_MAX); };
    if (rank(left) != rank(right)) return rank(left) < rank(right);
    return left.number < right.number;
}

// What one block of lines gave.
struct Block {
    std::vector<Found> found;
    std::vector<std::pair<uint64_t, std::string>> refused;  // the first ones: line and reason
    uint64_t names = 0;
    uint64_t more_refused = 0;
    std::string json;
};

std::string json_of(const vet::NameReading& reading, const vet::Score& score) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("name", reading.name).member("verdict", vet::name_of(score.outcome));
    json.member("score", score.total);
    if (reading.known.downloads) json.member("downloads", static_cast<int64_t>(*reading.known.downloads));
    json.key("likenesses").begin_array();
    for (const vet::Likeness& one : reading.likenesses) {
        json.begin_object().member("signal", one.signal).member("target", one.target).member("reason", one.reason);
        if (one.target_rank) json.member("target_rank", static_cast<int64_t>(*one.target_rank));
        if (one.target_downloads) json.member("target_downloads", static_cast<int64_t>(*one.target_downloads));
        json.member_if("dismissed", one.dismissed).end_object();
    }
    return json.end_array().end_object().take() + '\n';
}

class Sweep {
  public:
    Sweep(const Invocation& invocation, const NameLists& lists, size_t limit)
        : invocation_(invocation),
          lists_(lists),
          reader_(lists.popular, lists.private_names(), now()),
          ecosystem_(lists.popular.ecosystem()),
          limit_(limit),
          streams_(invocation.has("ndjson")),
          all_(invocation.has("all")) {}

    Result<void> read(const std::string& path);
    Result<int> deliver(const std::string& path);

  private:
    Result<void> take_lines(std::string_view text);
    void read_line(std::string_view line, uint64_t number, Block& block) const;
    Result<void> merge(Block& block);
    void keep_best(bool last);
    std::string text() const;

    const Invocation& invocation_;
    const NameLists& lists_;
    vet::NameReader reader_;
    names::Ecosystem ecosystem_;
    size_t limit_;
    bool streams_;
    bool all_;
    std::optional<names::Columns> columns_;
    uint64_t lines_ = 0;
    uint64_t names_ = 0;
    uint64_t found_ = 0;
    uint64_t refused_ = 0;
    std::vector<std::string> problems_;
    std::map<std::string, uint64_t> by_signal_;
    std::vector<Found> best_;
};

// T10 alone is no finding: forks do it.
bool is_found(const vet::NameReading& reading, bool all) {
    return std::ranges::any_of(reading.likenesses, [&](const vet::Likeness& one) {
        return all || (one.dismissed.empty() && one.signal != "T10");
    });
}

void Sweep::read_line(std::string_view line, uint64_t number, Block& block) const {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) return;
    const auto row = names::read_line(line, *columns_);
    if (!row) {
        if (block.refused.size() < told_problems) block.refused.emplace_back(number, row.error());
        else ++block.more_refused;
        return;
    }
    ++block.names;
    const std::string name = names::registry_spelling(ecosystem_, row->row.name);
    vet::NameReading reading = reader_.read(name, {row->row.downloads, row->row.created},
                                            all_ ? vet::Dismissed::kept : vet::Dismissed::dropped);
    if (!is_found(reading, all_)) return;
    const vet::Score score = vet::score_of(vet::sightings_of(reading));
    if (streams_) block.json += json_of(reading, score);
    block.found.push_back({std::move(reading), score.total, number});
}

Result<void> Sweep::merge(Block& block) {
    names_ += block.names;
    refused_ += block.refused.size() + block.more_refused;
    for (auto& [number, reason] : block.refused)
        if (problems_.size() < told_problems) problems_.push_back(fmt::format("line {}: {}", number, reason));
    found_ += block.found.size();
    for (const Found& one : block.found) ++by_signal_[one.reading.likenesses.front().signal];
    if (streams_) return print(block.json);
    for (Found& one : block.found) best_.push_back(std::move(one));
    keep_best(false);
    return {};
}

// Sorted only now and then: a row costs its comparison once or twice.
void Sweep::keep_best(bool last) {
    if (!last && best_.size() < limit_ * 2 + 1'000) return;
    std::ranges::sort(best_, goes_first);
    if (best_.size() > limit_) best_.resize(limit_);
}

Result<void> Sweep::take_lines(std::string_view text) {
    std::vector<std::string_view> lines = split(text, '\n');
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    uint64_t first = lines_ + 1;
    lines_ += lines.size();
    if (!columns_ && !lines.empty()) {
        columns_ = names::columns_of(lines.front());
        if (columns_) {
            lines.erase(lines.begin());
            ++first;
        }
        columns_ = columns_.value_or(names::Columns{});
    }
    std::vector<Block> blocks((lines.size() + block_lines - 1) / block_lines);
    parallel_for(blocks.size(), [&](size_t part) {
        const size_t end = std::min(lines.size(), (part + 1) * block_lines);
        for (size_t i = part * block_lines; i < end; ++i) read_line(lines[i], first + i, blocks[part]);
    });
    for (Block& block : blocks) WARD_TRY_VOID(merge(block));
    return {};
}

Result<void> Sweep::read(const std::string& path) {
    Fd file;
    if (path != "-") {
        WARD_TRY(file, open_file(path, O_RDONLY));
    }
    const int number = path == "-" ? STDIN_FILENO : file.get();
    std::string text;
    while (true) {
        const size_t kept = text.size();
        text.resize(kept + piece_bytes);
        const ssize_t got = ::read(number, text.data() + kept, piece_bytes);
        if (got < 0 && errno == EINTR) {
            text.resize(kept);
            continue;
        }
        if (got < 0) return fail_errno("read", path);
        text.resize(kept + static_cast<size_t>(got));
        if (got == 0) return take_lines(text);
        // A pipe gives little at a time; what is read together is worth the threads.
        if (text.size() < piece_bytes) continue;
        const size_t end = text.rfind('\n');
        if (end == std::string::npos || text.size() - end > max_line_bytes)
            return fail(ErrorCode::limit, fmt::format("has a line of more than {} bytes", max_line_bytes), path);
        WARD_TRY_VOID(take_lines(std::string_view(text).substr(0, end + 1)));
        text.erase(0, end + 1);
    }
}

std::string Sweep::text() const {
    report::TextTable table = likeness_table();
    for (const Found& one : best_) {
        vet::Score score;
        score.total = one.score;
        score.outcome = one.score >= vet::notice_score ? vet::Outcome::notice : vet::Outcome::ok;
        add_rows(table, one.reading, score, all_);
    }
    const size_t width = invocation_.has("output") ? 0 : terminal_width();
    std::string out = table.render(width, wants_colour(invocation_) ? report::Colour::on : report::Colour::off);
    if (best_.size() < found_) out += fmt::format("… {} more (--limit)\n", found_ - best_.size());
    for (const std::string& problem : problems_) out += "not read: " + display(problem) + '\n';
    if (refused_ > problems_.size()) out += fmt::format("not read: {} more lines\n", refused_ - problems_.size());
    out += fmt::format("{} names, {} like another", report::number_text(static_cast<int64_t>(names_)),
                       report::number_text(static_cast<int64_t>(found_)));
    for (const auto& [signal, count] : by_signal_)
        out += fmt::format("{} {} {}", signal == by_signal_.begin()->first ? ":" : ",", signal, count);
    return out + fmt::format("; {} names from {}\n", lists_.popular.targets(), display(lists_.popular.origin()));
}

Result<int> Sweep::deliver(const std::string& path) {
    if (streams_) {
        for (const std::string& problem : problems_) invocation_.log.warn(fmt::format("{}: {}", path, problem));
        return refused_ > 0 || !lists_.problems.empty() ? 4 : 0;
    }
    keep_best(true);
    Report report = vet_report(invocation_, "set", path);
    std::vector<vet::Judged> judged;
    judged.reserve(best_.size());
    for (const Found& one : best_) judged.push_back(judged_name(one.reading, ecosystem_, {}));
    for (const std::string& problem : problems_) report.skipped.push_back({path, SkipKind::unread, problem, false});
    if (refused_ > problems_.size())
        report.skipped.push_back(
            {path, SkipKind::unread, fmt::format("{} more lines are no names", refused_ - problems_.size()), false});
    for (const std::string& problem : lists_.problems) report.skipped.push_back({"", SkipKind::unread, problem, false});
    report.notes.push_back({"popular-names", lists_.popular.origin(), ""});
    if (best_.size() < found_)
        report.notes.push_back(
            {"more-names", fmt::format("{} of {} names that are like another are told", best_.size(), found_), path});
    add_judged(report, judged, names_ > 0);
    return deliver_names(report, judged, text(), invocation_);
}

}  // namespace

Result<int> vet_registry(const Invocation& invocation) {
    if (invocation.arguments.size() != 1)
        return fail(ErrorCode::usage, "needs one file of names, or - for standard input");
    const std::string& path = invocation.arguments[0];
    const auto limit = to_number<size_t>(invocation.value("limit", std::to_string(default_limit)));
    if (!limit || *limit == 0 || *limit > max_limit)
        return fail(ErrorCode::usage, fmt::format("takes a number from 1 to {}", max_limit), "--limit");
    WARD_TRY(const NameLists lists, name_lists(invocation));
    Sweep sweep(invocation, lists, *limit);
    WARD_TRY_VOID(sweep.read(path));
    return sweep.deliver(path);
}

}  // namespace ward::cli
