#include "actions/release/embargo/repository_check.h"

#include "actions/release/embargo/clean_cache.h"
#include "actions/release/embargo/locate.h"
#include "actions/release/embargo/object_check.h"

namespace ward::release {

LeakReport check_repository(const gitobjects::Repository& repository,
                            std::span<const std::pair<std::string, std::string>> logs,
                            const gitobjects::Repository* base, const TaintMatcher& matcher,
                            const std::string& cache_folder) {
    const gitobjects::ObjectStore& store = repository.objects();
    std::vector<const gitobjects::ObjectStore*> stores{&store};
    if (base != nullptr) stores.push_back(&base->objects());
    const CleanCache cache = CleanCache::load(cache_folder, "objects", matcher.digest(), store.id_bytes());
    LeakReport report = check_objects(store, ObjectSources(std::move(stores)), matcher, cache);
    report.problems.insert(report.problems.end(), store.problems().begin(), store.problems().end());
    if (!report.leaks.empty()) locate(repository, starting_points(repository, logs), matcher, report.leaks);
    return report;
}

void redact_problems(LeakReport& report, const TaintMatcher& matcher) {
    for (Problem& problem : report.problems) {
        problem.path = matcher.redact(problem.path);
        problem.reason = matcher.redact(problem.reason);
    }
}

}  // namespace ward::release
