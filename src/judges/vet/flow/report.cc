// Sightings of the solved graph: which sinks hold what, and the way it came.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/vet/flow/analysis.h"
#include "judges/vet/flow/texts.h"
#include "judges/vet/flow/ways.h"

namespace ward::vet {
namespace {

constexpr size_t max_sightings = 50;  // of one signal

class Reporter {
  public:
    explicit Reporter(Analysis& analysis) : analysis_(analysis), ways_(analysis) {}

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
        for (const Found& one : found) is_near |= ways_.add(made.evidence, one.slot, one.fact, sink.file, sink.offset);
        if (!is_near) {
            made.what += " by a far way";
            made.weight = 0;
        }
        if (found.empty()) made.evidence.push_back(ways_.place(sink.file, sink.offset));
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
            if (!ways_.add(ignored, one.slot, one.fact, sink.file, sink.offset)) {
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
        if (!sink.runs_input) return;
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
                sight("S04", fmt::format("decoded text {} {}", manner, sink.what), sink, {one},
                      sink.what == page_worker ? std::optional(lesser_weight) : std::nullopt);
            }
            if (is(one, TaintKind::decoded_file))
                sight("S04", fmt::format("a file of decoded text is run by {}", sink.what), sink, {one},
                      decoded_file_weight);
            if ((is(one, TaintKind::download) && sink.kind == SinkKind::evaluate) ||
                is(one, TaintKind::downloaded_file))
                sight("S08", fmt::format("{} is run by {}", describe(one.taint), sink.what), sink, {one},
                      weight_of_run(sink, one));
        }
    }

    std::optional<double> weight_of_run(const Sink& sink, const Found& one) const {
        if (is_often_another(sink.what)) return lesser_weight;
        const bool names_module = sink.what == "import" && is(one, TaintKind::download);
        if (names_module && !texts_of(sink).contains("data:")) return module_name_weight;
        return std::nullopt;
    }

    // What comes from the network names a module that is imported, as development servers do it for what changed. It is
    // code only where the answer is an address of data.
    static constexpr double module_name_weight = 1.5;
    // Settings of the project that the package is used in, which loaders of settings are there to read.
    static constexpr double project_settings_weight = 1.0;
    // Binaries that a package carries as text are written and run too.
    static constexpr double decoded_file_weight = 2.5;
    // All variables one after the other, perhaps those of one program alone.
    static constexpr double listed_weight = 1.5;
    // What is downloaded becomes an argument, which may still say what is fetched or overwritten.
    static constexpr double handled_weight = 1.0;
    // One of several keys is sent, whichever is there: what clients do that know two names of their token.
    static constexpr double stand_in_weight = 1.0;

    // Timers run text, and nearly always get a function; what may be a function may be an object too, whose constructor
    // copies it. A worker of a page (Node.js has no such global) is confined as the page is, and reaches less of it;
    // loaders of codecs and solvers bring theirs as text.
    static constexpr double lesser_weight = 1.0;
    static constexpr std::string_view page_worker = "Worker";
    static bool is_often_another(std::string_view what) {
        return what.ends_with("setTimeout") || what.ends_with("setInterval") || what == "~constructor" ||
               what == page_worker;
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
        const std::string_view label = analysis_.names.text(taint.label);
        sight("S02", fmt::format("{} is opened", label), sink, {{one.fact, taint, one.slot, false}},
              label == ".env" ? std::optional(project_settings_weight) : std::nullopt);
    }

    Analysis& analysis_;
    Ways ways_;
    std::map<std::string, size_t> counts_;
};

}  // namespace

void report(Analysis& analysis) {
    Reporter(analysis).run();
}

}  // namespace ward::vet
