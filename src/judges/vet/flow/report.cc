// Sightings of the solved graph: which sinks hold what, and the way it came.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/vet/flow/analysis.h"
#include "judges/vet/flow/texts.h"

namespace ward::vet {
namespace {

constexpr size_t max_steps = 12;  // of one way
constexpr size_t max_excerpt = 120;
// A way through many places of several files is more often the graph's than the program's: it is told and does not
// count.
constexpr size_t max_near_steps = 12;
constexpr size_t max_near_files = 3;
constexpr size_t max_sightings = 50;  // of one signal

class Reporter {
  public:
    explicit Reporter(Analysis& analysis) : analysis_(analysis) {}

    void run() {
        for (const Sink& sink : analysis_.sinks) look_at(sink);
        for (const Collected& one : analysis_.collected) look_at(one);
        std::vector<Sighting>& out = analysis_.reading.sightings;
        std::ranges::stable_sort(out, [](const Sighting& a, const Sighting& b) {
            if (a.signal != b.signal) return a.signal < b.signal;
            return a.weight.value_or(1) > b.weight.value_or(1);
        });
        std::set<std::pair<std::string, std::string>> seen;
        std::erase_if(out, [&](const Sighting& one) {
            std::string place = one.what;
            for (const Evidence& step : one.evidence) place += fmt::format("|{}:{}", step.path, step.line);
            return !seen.emplace(one.signal, place).second;
        });
    }

  private:
    struct Found {
        Fact fact;
        Taint taint;
        SlotIndex slot = 0;
        bool in_header = false;
    };

    std::vector<Found> taints_of(const Sink& sink) const {
        std::vector<Found> found;
        for (const bool header : {false, true}) {
            const SlotIndex slot = header ? sink.headers : sink.slot;
            if (slot == 0) continue;
            analysis_.graph.each_fact(slot, [&](Fact fact) {
                if (fact.kind() == FactKind::taint)
                    found.push_back({fact, analysis_.taints[fact.index()], slot, header});
            });
        }
        std::ranges::stable_sort(found, [&](const Found& a, const Found& b) {
            if (a.taint.kind != b.taint.kind) return a.taint.kind < b.taint.kind;
            return analysis_.names.text(a.taint.label) < analysis_.names.text(b.taint.label);
        });
        return found;
    }

    Evidence place(uint32_t file, uint32_t offset) {
        const Module& module = analysis_.modules[file];
        std::vector<uint32_t>& starts = lines_[file];
        if (starts.empty()) {
            starts.push_back(0);
            for (uint32_t i = 0; i < module.bytes.size(); ++i)
                if (module.bytes[i] == '\n') starts.push_back(i + 1);
        }
        const auto line = std::ranges::upper_bound(starts, offset) - starts.begin();
        const uint32_t begin = starts[static_cast<size_t>(line - 1)];
        const uint32_t end = static_cast<size_t>(line) < starts.size() ? starts[static_cast<size_t>(line)]
                                                                       : static_cast<uint32_t>(module.bytes.size());
        uint32_t from = begin;
        if (end - begin > max_excerpt && offset > begin + max_excerpt / 4)
            from = offset - static_cast<uint32_t>(max_excerpt / 4);
        while (from > begin && (static_cast<unsigned char>(module.bytes[from]) & 0xc0) == 0x80) --from;
        const std::string_view text = trim(module.bytes.substr(from, std::min<size_t>(end - from, max_excerpt)));
        return {module.path, line, std::string(text.substr(0, text.size() - cut_short(text)))};
    }

    // Bytes of a character that the end cuts in two.
    static size_t cut_short(std::string_view text) {
        size_t tail = 0;
        while (tail < 3 && tail < text.size() &&
               (static_cast<unsigned char>(text[text.size() - 1 - tail]) & 0xc0) == 0x80)
            ++tail;
        if (tail >= text.size()) return 0;
        const auto lead = static_cast<unsigned char>(text[text.size() - 1 - tail]);
        const size_t needs = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
        return tail < needs ? tail + 1 : 0;
    }

    // From where the value comes to the sink, a line a step. False where it is a far way.
    bool way(std::vector<Evidence>& out, SlotIndex slot, Fact fact, uint32_t file, uint32_t offset) {
        std::vector<Evidence> steps = {place(file, offset)};
        std::set<SlotIndex> passed;
        Fact at = fact;
        while (slot != 0 && passed.insert(slot).second) {
            const Slot& here = analysis_.graph.slots[slot];
            if (here.file != 0) {
                const Evidence step = place(here.file, here.offset);
                if (step.path != steps.back().path || step.line != steps.back().line) steps.push_back(step);
            }
            const SlotIndex from = analysis_.graph.source_of(slot, at);
            if (from == 0) break;
            at = origin_in(from, at);
            // Where a module or a global object was named first is no step.
            if (at.kind() == FactKind::entity && analysis_.knowledge[at.index()].role != Role::environment) break;
            slot = from;
        }
        std::ranges::reverse(steps);
        std::set<std::string_view> files;
        for (const Evidence& step : steps) files.insert(step.path);
        const bool is_near = files.size() <= max_near_files && (files.size() == 1 || steps.size() <= max_near_steps);
        // The middle of a long way is left out.
        if (steps.size() > max_steps)
            steps.erase(steps.begin() + max_steps / 2, steps.end() - static_cast<std::ptrdiff_t>(max_steps / 2));
        for (Evidence& step : steps)
            if (out.size() < max_evidence && std::ranges::find(out, step) == out.end()) out.push_back(std::move(step));
        return is_near;
    }

    // The fact of `from` that `fact` was made of: itself, or what it was turned from.
    Fact origin_in(SlotIndex from, Fact fact) const {
        Fact best = fact;
        bool same = false;
        analysis_.graph.each_fact(from, [&](Fact one) { same |= one == fact; });
        if (same) return fact;
        analysis_.graph.each_fact(from, [&](Fact one) {
            if (one.kind() == FactKind::taint || one.kind() == FactKind::entity) best = one;
        });
        return best;
    }

    std::string describe(const Taint& taint) const {
        const std::string_view label = analysis_.names.text(taint.label);
        switch (taint.kind) {
            case TaintKind::environment: return "the whole environment";
            case TaintKind::environment_key: return fmt::format("the variable {}", label);
            case TaintKind::environment_value:
            case TaintKind::environment_listed: return "variables of the environment";
            case TaintKind::environment_name: return "names of variables";
            case TaintKind::credential_path: return fmt::format("the path {}", label);
            case TaintKind::credentials: return fmt::format("the content of {}", label);
            case TaintKind::system_fact: return fmt::format("{}()", label);
            case TaintKind::decoded: return "decoded text";
            case TaintKind::download: return "a download";
            case TaintKind::downloaded_file: return "a downloaded file";
            case TaintKind::decoded_file: return "a file of decoded text";
        }
        return "";
    }

    void sight(std::string_view signal, std::string what, const Sink& sink, const std::vector<Found>& found,
               std::optional<double> weight = {}) {
        size_t& count = counts_[std::string(signal)];
        if (++count > max_sightings) return;
        Sighting made{std::string(signal), std::move(what), {}, weight};
        bool is_near = found.empty();
        for (const Found& one : found) is_near |= way(made.evidence, one.slot, one.fact, sink.file, sink.offset);
        if (!is_near) {
            made.what += " by a far way";
            made.weight = 0;
        }
        if (found.empty()) made.evidence.push_back(place(sink.file, sink.offset));
        analysis_.reading.sightings.push_back(std::move(made));
    }

    static bool is(const Found& found, TaintKind kind) { return found.taint.kind == kind; }

    void look_at(const Sink& sink) {
        const std::vector<Found> found = taints_of(sink);
        switch (sink.kind) {
            case SinkKind::network:
            case SinkKind::lookup: return secrets(sink, found);
            case SinkKind::execute: return execution(sink, found);
            case SinkKind::evaluate:
            case SinkKind::name:
            case SinkKind::load: return code(sink, found);
        }
    }

    // One key of a service, or one fact of the machine, is what an ordinary client sends.
    void secrets(const Sink& sink, const std::vector<Found>& all) {
        std::vector<Found> found;
        std::vector<Found> far;  // where nothing is near, these are told
        std::set<std::string_view> services;
        std::set<std::string_view> separate;  // of them, keys that are taken for one another being one
        std::set<NameIndex> facts;
        bool strong = false;
        bool values = false;
        bool listed = false;
        for (const Found& one : all) {
            std::vector<Evidence> ignored;
            if (one.taint.kind > TaintKind::system_fact || one.taint.kind == TaintKind::credential_path) continue;
            if (!way(ignored, one.slot, one.fact, sink.file, sink.offset)) {
                far.push_back(one);
                continue;
            }
            switch (one.taint.kind) {
                case TaintKind::environment: strong = true; break;
                case TaintKind::credentials: strong |= !one.in_header; break;
                case TaintKind::environment_key:
                    services.insert(service_of(analysis_.names.text(one.taint.label)));
                    separate.insert(service_of(analysis_.names.text(analysis_.stand_in_of(one.taint.label))));
                    break;
                case TaintKind::environment_value: values = true; break;
                case TaintKind::environment_listed: values = listed = true; break;
                case TaintKind::system_fact: facts.insert(one.taint.label); break;
                default: continue;
            }
            found.push_back(one);
        }
        if (found.empty()) found = far;
        if (found.empty()) return;
        strong |= separate.size() > 1 || facts.size() > 1 || (!facts.empty() && (values || !services.empty()));
        std::optional<double> weight;
        if (!strong) weight = listed ? listed_weight : services.size() > 1 ? stand_in_weight : 0.0;
        std::string what;
        for (const Found& one : found) {
            if (what.size() > 150) break;
            const std::string part = describe(one.taint);
            if (!what.contains(part)) what += (what.empty() ? "" : ", ") + part;
        }
        if (found.size() > 3) found.resize(3);
        sight("S03", fmt::format("{} {} to {}", what, strong ? "flows" : "alone flows", sink.what), sink, found,
              weight);
    }

    std::string texts_of(const Sink& sink) const {
        std::vector<std::string> parts;
        analysis_.graph.each_fact(sink.slot, [&](Fact fact) {
            if (fact.kind() == FactKind::text) parts.emplace_back(analysis_.names.text(fact.index()));
        });
        std::ranges::sort(parts);
        std::string joined;
        for (const std::string& part : parts) joined += (joined.empty() ? "" : " ") + part;
        return joined;
    }

    void execution(const Sink& sink, const std::vector<Found>& found) {
        const auto some = [&](auto wanted) {
            std::vector<Found> kept;
            for (const Found& one : found)
                if (wanted(one)) kept.push_back(one);
            return kept;
        };
        const std::vector<Found> downloads =
            some([](const Found& one) { return is(one, TaintKind::download) || is(one, TaintKind::downloaded_file); });
        if (!downloads.empty() && sink.is_handled)
            sight("S08", fmt::format("{} is given to a command by {}", describe(downloads[0].taint), sink.what), sink,
                  downloads, handled_weight);
        else if (!downloads.empty())
            sight("S08", fmt::format("{} is run by {}", describe(downloads[0].taint), sink.what), sink, downloads);
        const std::vector<Found> decoded = some([](const Found& one) { return is(one, TaintKind::decoded); });
        if (!decoded.empty()) sight("S04", fmt::format("decoded text is run by {}", sink.what), sink, decoded);
        const std::vector<Found> decoded_files =
            some([](const Found& one) { return is(one, TaintKind::decoded_file); });
        if (!decoded_files.empty() && !sink.is_handled)
            sight("S04", fmt::format("a file of decoded text is run by {}", sink.what), sink, decoded_files,
                  decoded_file_weight);
        const std::string command = texts_of(sink);
        if (sink.input != 0) input_of(sink, command);
        if (downloads_and_runs(command))
            sight("S08", fmt::format("{} runs a command that downloads and runs", sink.what), sink, {});
        const std::vector<Found> secret = some([](const Found& one) {
            return one.taint.kind <= TaintKind::system_fact && !is(one, TaintKind::credential_path);
        });
        if (!secret.empty() && sends_data(command)) secrets(sink, secret);
    }

    // What a command reads: a shell runs it, curl sends it.
    void input_of(const Sink& sink, std::string_view command) {
        Sink input = sink;
        input.slot = sink.input;
        input.headers = 0;
        const std::vector<Found> found = taints_of(input);
        if (sends_data(command)) secrets(input, found);
        if (!runs_input(command)) return;
        for (const Found& one : found) {
            if (is(one, TaintKind::decoded))
                sight("S04", fmt::format("decoded text is the input of {}", sink.what), sink, {one});
            if (is(one, TaintKind::download))
                sight("S08", fmt::format("a download is the input of {}", sink.what), sink, {one});
        }
    }

    void code(const Sink& sink, const std::vector<Found>& found) {
        for (const Found& one : found) {
            if (is(one, TaintKind::decoded) && sink.kind != SinkKind::load) {
                const std::string_view manner = sink.kind == SinkKind::name ? "names what is called by" : "is run by";
                sight("S04", fmt::format("decoded text {} {}", manner, sink.what), sink, {one});
            }
            if (is(one, TaintKind::decoded_file))
                sight("S04", fmt::format("a file of decoded text is run by {}", sink.what), sink, {one},
                      decoded_file_weight);
            if ((is(one, TaintKind::download) && sink.kind == SinkKind::evaluate) ||
                is(one, TaintKind::downloaded_file))
                sight("S08", fmt::format("{} is run by {}", describe(one.taint), sink.what), sink, {one},
                      is_timer(sink.what) ? std::optional(timer_weight) : std::nullopt);
        }
    }

    // Binaries that a package carries as text are written and run too.
    static constexpr double decoded_file_weight = 2.5;
    // All variables one after the other, perhaps those of one program alone.
    static constexpr double listed_weight = 1.5;
    // What is downloaded becomes an argument, which may still say what is fetched or overwritten.
    static constexpr double handled_weight = 1.0;
    // One of several keys is sent, whichever is there: what clients do that know two names of their token.
    static constexpr double stand_in_weight = 1.0;

    // Timers run text, and nearly always get a function: what flows into that function's data is not what is run.
    static constexpr double timer_weight = 1.0;
    static bool is_timer(std::string_view what) {
        return what.ends_with("setTimeout") || what.ends_with("setInterval");
    }

    void look_at(const Collected& one) {
        Sink sink;
        sink.file = one.file;
        sink.offset = one.offset;
        if (one.is_environment) {
            sight("S01", "process.env as a whole is turned into text", sink, {{one.fact, {}, one.slot, false}});
            return;
        }
        const Taint taint = analysis_.taints[one.fact.index()];
        sight("S02", fmt::format("{} is opened", analysis_.names.text(taint.label)), sink,
              {{one.fact, taint, one.slot, false}});
    }

    Analysis& analysis_;
    std::map<uint32_t, std::vector<uint32_t>> lines_;  // by file: where its lines start
    std::map<std::string, size_t> counts_;
};

}  // namespace

void report(Analysis& analysis) {
    Reporter(analysis).run();
}

}  // namespace ward::vet
