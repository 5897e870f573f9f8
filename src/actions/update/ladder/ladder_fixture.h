// What tests of rungs begin with: a recipe with one artefact that was fetched, the release that it is of, files of a
// project, and a climb of one demand.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "actions/update/ladder/rung_input.h"
#include "actions/update/upstream/upstream_fixture.h"
#include "facts/npm/npm_fixture.h"

namespace ward::update::test {

class LadderTest : public UpstreamTest {
  protected:
    LadderTest() {
        candidate.version = "1.0.0";
        candidate.tag = "v1.0.0";
        candidate.commit = commit_a;
        recipe.artefacts = {artefact("asset", "thing-{v}.tar")};
        recipe.artefacts[0].strip = 1;
        give(archive_of({{"a.c", "int a;"}}));
    }
    void give(const std::string& bytes) {
        fetched.resize(1);
        fetched[0].artefact = &recipe.artefacts[0];
        fetched[0].url = "https://github.com/acme/thing/releases/download/v1.0.0/thing-1.0.0.tar";
        fetched[0].name = "thing-1.0.0.tar";
        fetched[0].bytes = bytes;
        fetched[0].sha256 = sha256_hex(bytes);
    }
    void give_asset(const std::string& name, const std::string& bytes) {
        const std::string url = "https://github.com/acme/thing/releases/download/v1.0.0/" + name;
        candidate.assets.emplace_back(name, url);
        upstream.put(url, bytes);
    }
    static Demand demand(std::string rung, std::map<std::string, std::string> words = {}) {
        Demand made;
        made.rung = std::move(rung);
        made.words = std::move(words);
        return made;
    }
    Ladder climb(const LockedDependency* locked = nullptr) {
        const FileReader project = [this](std::string_view path) -> Result<std::optional<std::string>> {
            const auto file = files.find(std::string(path));
            return file == files.end() ? std::nullopt : std::optional(file->second);
        };
        return climb_ladder(recipe, candidate, fetched, locked, world, project, 1'790'000'000);
    }
    // "holds: detail" of the one demand.
    std::string climb_one(Demand one, const LockedDependency* locked = nullptr) {
        recipe.verify = {std::move(one)};
        const Ladder ladder = climb(locked);
        const RungResult& last = ladder.results.back();
        evidence = last.evidence;
        // A fault where it has to be one, and only there.
        EXPECT_EQ(ladder.holds(), last.kind == RungResult::Kind::holds) << last.detail;
        return std::string(name_of(last.kind)) + ": " + last.detail;
    }
    LockedDependency locked_as_fetched() const {
        LockedDependency locked;
        locked.version = candidate.version;
        locked.commit = candidate.commit;
        for (const Fetched& one : fetched) {
            LockedArtefact row;
            row.url = one.url;
            row.name = one.name;
            row.sha256 = one.sha256;
            row.size = one.bytes.size();
            row.tree_sha256 = tree_sha256(files_of(one).value());
            locked.artefacts.push_back(row);
        }
        return locked;
    }

    Candidate candidate;
    std::vector<Fetched> fetched;
    std::map<std::string, std::string> files;
    std::vector<std::pair<std::string, std::string>> evidence;
};

// The artefact is a package's tarball.
class NpmLadder : public LadderTest {
  protected:
    NpmLadder() {
        recipe.artefacts[0].kind = "npm";
        give(fetched[0].bytes);
        candidate.found = {{"npm.package", "@acme/thing"},
                           {"npm.tarball", fetched[0].url},
                           {"npm.integrity", npm::test::sri(fetched[0].bytes)}};
    }
};

}  // namespace ward::update::test
