// Importing: sources -> jobs -> chunks -> batches (on all processors) -> one builder, in the order of the input -> the
// file -> swap.
#include <map>
#include <mutex>
#include <utility>

#include <fmt/core.h>

#include "base/parallel.h"
#include "facts/advisory/advisory.h"
#include "facts/advisory/builder.h"
#include "facts/advisory/image_writer.h"
#include "facts/advisory/limits.h"
#include "facts/advisory/sources.h"
#include "facts/advisory/swap.h"

namespace ward::advisory {
namespace {

// Losing more of the records than this is what a cut or hostile feed looks like.
constexpr uint64_t shrink_percent = 5;

// Compilers for whoever works at the moment; each keeps its buffers from job to job.
class Compilers {
  public:
    std::unique_ptr<Compiler> take() {
        const std::scoped_lock lock(mutex_);
        if (idle_.empty()) return std::make_unique<Compiler>();
        auto compiler = std::move(idle_.back());
        idle_.pop_back();
        return compiler;
    }
    void give_back(std::unique_ptr<Compiler> compiler) {
        const std::scoped_lock lock(mutex_);
        idle_.push_back(std::move(compiler));
    }

  private:
    std::mutex mutex_;
    std::vector<std::unique_ptr<Compiler>> idle_;
};

// Merges batches in the order of their jobs. Whoever delivers the next one merges it and all that wait behind it, while
// the others go on compiling.
class OrderedMerge {
  public:
    OrderedMerge(Builder& builder, const SourceList& sources, std::vector<std::string>& problems)
        : builder_(builder), sources_(sources), problems_(problems), lines_(sources.labels.size(), 0) {}

    void deliver(size_t job, Batch batch) {
        std::unique_lock lock(mutex_);
        waiting_.emplace(job, std::move(batch));
        if (merging_) return;
        merging_ = true;
        while (!waiting_.empty() && waiting_.begin()->first == next_) {
            auto node = waiting_.extract(waiting_.begin());
            lock.unlock();
            merge(node.key(), std::move(node.mapped()));
            lock.lock();
            ++next_;
        }
        merging_ = false;
    }
    // Problems that were not listed for their number.
    uint64_t unlisted() const { return unlisted_; }

  private:
    void merge(size_t job, Batch batch) {
        const size_t source = sources_.jobs[job].source;
        for (const Trouble& trouble : batch.troubles) {
            if (problems_.size() >= limits::listed_problems) {
                ++unlisted_;
                continue;
            }
            std::string text = sources_.labels[source];
            if (!trouble.name.empty()) text += ":" + trouble.name;
            if (trouble.line != 0) text += fmt::format(":{}", lines_[source] + trouble.line);
            problems_.push_back(fmt::format("{}: {}", text, trouble.reason));
        }
        lines_[source] += batch.lines;
        builder_.merge(std::move(batch));
    }

    Builder& builder_;
    const SourceList& sources_;
    std::vector<std::string>& problems_;
    std::vector<uint64_t> lines_;  // of each source, in the jobs merged so far
    std::mutex mutex_;
    std::map<size_t, Batch> waiting_;
    size_t next_ = 0;
    bool merging_ = false;
    uint64_t unlisted_ = 0;
};

void run_jobs(SourceList& sources, Builder& builder, std::vector<std::string>& problems) {
    Compilers compilers;
    OrderedMerge merge(builder, sources, problems);
    parallel_for(sources.jobs.size(), [&](size_t i) {
        Chunk chunk;
        sources.jobs[i].load(chunk);
        chunk.complete();
        auto compiler = compilers.take();
        Batch batch = compiler->compile(chunk);
        compilers.give_back(std::move(compiler));
        sources.jobs[i].load = nullptr;  // lets go of the source, in which the chunk's records may lie
        merge.deliver(i, std::move(batch));
    });
    if (merge.unlisted() != 0) problems.push_back(fmt::format("and {} more", merge.unlisted()));
}

Result<void> refuse_shrinking(const std::string& path, uint64_t records) {
    const auto old = Index::open(path);
    if (!old) return {};  // none, or a damaged one: anything is better
    const uint64_t before = old->info().records;
    if (records >= before - before * shrink_percent / 100) return {};
    return fail(ErrorCode::limit,
                fmt::format("the new database would have {} records instead of {}, a loss of more than {} %; "
                            "nothing was replaced (--accept-shrink takes it)",
                            records, before, shrink_percent),
                path);
}

}  // namespace

Result<ImportResult> import(const ImportOptions& options, const Log& log) {
    if (options.fetched && !parse_instant(*options.fetched))
        return fail(ErrorCode::usage, fmt::format("`{}` is no RFC 3339 time", *options.fetched));
    WARD_TRY(Swap swap, Swap::begin(options.output));
    WARD_TRY(SourceList sources, open_sources(options.sources));
    ImportResult result;
    result.problems = std::move(sources.problems);
    Builder builder;
    builder.notes().add(sources.notes);
    run_jobs(sources, builder, result.problems);
    if (builder.records_seen() == 0) {
        const std::string why = result.problems.empty() ? "" : "; " + result.problems[0];
        return fail(ErrorCode::parse, "no advisory record could be read" + why,
                    options.sources.empty() ? "" : options.sources[0]);
    }
    log.debug(fmt::format("{} records read", builder.records_seen()));
    result.bytes_read = builder.json_bytes();
    WARD_TRY(Sections sections, builder.finish(options.fetched.value_or("")));
    result.duplicates = builder.duplicates();
    const std::string file = make_image(std::move(sections));

    auto check = [&](const std::string& written) -> Result<void> {
        // What is on the disk is read back whole: a database is believed only after that.
        WARD_TRY(const Index index, Index::open(written));
        WARD_TRY_VOID(index.verify(Index::Extent::stored));
        result.info = index.info();
        if (options.accept_shrink) return {};
        return refuse_shrinking(options.output, result.info.records);
    };
    WARD_TRY_VOID(swap.commit(file, check));
    return result;
}

Result<std::string> build(std::span<const std::string_view> json_records) {
    Chunk chunk;
    for (const std::string_view json : json_records) chunk.add(json, {}, chunk.items.size() + 1);
    chunk.complete();
    Batch batch = Compiler().compile(chunk);
    if (!batch.troubles.empty())
        return fail(ErrorCode::parse, batch.troubles[0].reason, fmt::format("record {}", batch.troubles[0].line));
    Builder builder;
    builder.merge(std::move(batch));
    WARD_TRY(Sections sections, builder.finish({}));
    return make_image(std::move(sections));
}

}  // namespace ward::advisory
