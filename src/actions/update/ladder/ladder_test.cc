#include <set>

#include <fmt/format.h>

#include "actions/update/ladder/gpg_fixture.h"
#include "actions/update/ladder/rung_input.h"
#include "actions/update/upstream/upstream_fixture.h"
#include "base/text.h"
#include "facts/npm/npm_fixture.h"
#include "formats/signing/sigstore_testing.h"
#include "io/gitobjects/git_fixture.h"

namespace ward::update {
namespace {

using test::archive_of;
using test::commit_a;
using test::commit_b;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = RungResult::Kind;

TEST(Rungs, AreWholeAndUnique) {
    std::set<std::string_view> names;
    for (const Rung* rung : all_rungs()) {
        EXPECT_TRUE(names.insert(rung->name).second) << rung->name;
        EXPECT_FALSE(rung->summary.empty()) << rung->name;
        EXPECT_NE(rung->climb, nullptr);
        EXPECT_EQ(rung_named(rung->name), rung);
    }
    for (const char* name : {"lock", "sums", "npm-integrity", "npm-signature", "npm-provenance", "pgp", "sigstore",
                             "commit", "second-source", "size"})
        EXPECT_TRUE(names.contains(name)) << name;
    EXPECT_EQ(rung_named("trust"), nullptr);
}

TEST(Rungs, LongListsOfDifferencesAreCut) {
    std::vector<std::string> paths(max_listed_differences, "a");
    EXPECT_FALSE(listed(paths).contains("more"));
    paths.resize(max_listed_differences + 2, "b");
    EXPECT_THAT(listed(paths), testing::EndsWith(" and 2 more"));
    EXPECT_EQ(listed({"a\x1b[2J"}), "a\\x1b[2J");
}

class LadderTest : public test::UpstreamTest {
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
        EXPECT_EQ(ladder.holds(), last.kind == Kind::holds) << last.detail;
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

TEST_F(LadderTest, LockIsAlwaysClimbed) {
    Ladder ladder = climb();
    ASSERT_EQ(ladder.results.size(), 1u);
    EXPECT_EQ(ladder.results[0].rung, "lock");
    EXPECT_EQ(ladder.results[0].detail, "1.0.0 is new to the lock file");
    EXPECT_TRUE(ladder.holds());
    recipe.verify = {demand("lock")};
    EXPECT_EQ(climb().results.size(), 1u);
    fetched.clear();
    EXPECT_THAT(climb().faults, ElementsAre("thing: nothing was downloaded"));
    EXPECT_FALSE(Ladder{}.holds());
}

TEST_F(LadderTest, ALockedVersionIsWhatItWas) {
    const LockedDependency locked = locked_as_fetched();
    EXPECT_TRUE(climb(&locked).holds());
    // Packed anew: another order of the same files' bytes in the archive, the files the same.
    give(fetched[0].bytes + std::string(10'240, '\0'));
    Ladder ladder = climb(&locked);
    EXPECT_TRUE(ladder.holds());
    EXPECT_THAT(ladder.results[0].detail, HasSubstr("was packed anew"));
    give(archive_of({{"a.c", "int b;"}}));
    EXPECT_THAT(climb(&locked).faults, ElementsAre(HasSubstr("lock fails: tag moved: the files of thing-1.0.0.tar")));
    // No digest of the tree: the bytes alone count.
    LockedDependency bare = locked;
    bare.artefacts[0].tree_sha256.clear();
    EXPECT_FALSE(climb(&bare).holds());
    // Another version's entry says nothing.
    LockedDependency older = locked;
    older.version = "0.9.0";
    EXPECT_TRUE(climb(&older).holds());
    // An archive that cannot be unpacked is no "same files".
    give("rubbish");
    EXPECT_FALSE(climb(&locked).holds());
}

TEST_F(LadderTest, ALockedCommitIsWhatItWas) {
    const LockedDependency locked = locked_as_fetched();
    candidate.commit = commit_b;
    EXPECT_THAT(
        climb(&locked).faults,
        ElementsAre(fmt::format("thing: lock fails: tag moved: {} was locked, it is {} now", commit_a, commit_b)));
    candidate.commit.clear();
    EXPECT_THAT(climb(&locked).faults, ElementsAre(HasSubstr("none is told now")));
    fetched[0].commit = commit_a;  // told when it was fetched
    EXPECT_TRUE(climb(&locked).holds());
}

TEST_F(LadderTest, FilesOfGitAreComparedByTheirTree) {
    fetched[0].bytes.clear();
    fetched[0].sha256.clear();
    fetched[0].files = FileTree{{"a.c", TreeFile("int a;")}};
    LockedDependency locked = locked_as_fetched();
    EXPECT_TRUE(climb(&locked).holds());
    fetched[0].files = FileTree{{"a.c", TreeFile("int b;")}};
    EXPECT_FALSE(climb(&locked).holds());
    locked.artefacts[0].tree_sha256.clear();
    EXPECT_FALSE(climb(&locked).holds());
}

TEST_F(LadderTest, AbsentLostAndPresentAreDifferent) {
    Demand wanted = demand("sums");
    EXPECT_THAT(climb_one(wanted), HasSubstr("absent: upstream publishes no checksums"));
    wanted.need = Demand::Need::if_present;
    recipe.verify = {wanted};
    EXPECT_TRUE(climb().holds());
    LockedDependency before;
    before.version = "0.9.0";
    before.evidence["sums.file"] = "SHA256SUMS";
    Ladder ladder = climb(&before);
    EXPECT_EQ(ladder.results[1].kind, Kind::lost);
    EXPECT_THAT(ladder.faults, ElementsAre(HasSubstr("thing: sums lost: ")));
    EXPECT_THAT(ladder.faults, ElementsAre(HasSubstr("0.9.0 had it")));
    recipe.acknowledge = {"sums@1.1.0", "pgp"};
    EXPECT_FALSE(climb(&before).holds());
    recipe.acknowledge = {"sums@1.0.0"};
    EXPECT_TRUE(climb(&before).holds());
    recipe.acknowledge = {"sums"};
    EXPECT_TRUE(climb(&before).holds());
    // Evidence of a rung whose name only begins alike.
    before.evidence = {{"sums-of-others.file", "x"}};
    recipe.acknowledge.clear();
    EXPECT_TRUE(climb(&before).holds());
}

TEST_F(LadderTest, DemandsThatNobodyUnderstandsFail) {
    EXPECT_THAT(climb_one(demand("trust")), HasSubstr("fails: there is no rung \"trust\""));
    EXPECT_THAT(climb_one(demand("sums", {{"assett", "x"}})), HasSubstr("fails: rung sums has no word \"assett\""));
    EXPECT_THAT(climb_one(demand("sums", {{"asset", "{nothing}"}})), HasSubstr("fails: could not be found out"));
}

TEST_F(LadderTest, WhatCannotBeFoundOutIsAFailure) {
    give_asset("SHA256SUMS", "x");
    upstream.answer(candidate.assets[0].second, {.is_lost = true});
    Demand wanted = demand("sums");
    wanted.need = Demand::Need::if_present;
    EXPECT_THAT(climb_one(wanted), HasSubstr("fails: could not be found out"));
    upstream.answer(candidate.assets[0].second, {.status = 403});
    EXPECT_THAT(climb_one(wanted), HasSubstr("fails: could not be found out"));
    world.http = nullptr;
    EXPECT_THAT(climb_one(wanted), HasSubstr("offline"));
}

TEST_F(LadderTest, Sums) {
    give_asset("SHA256SUMS", fetched[0].sha256 + "  thing-1.0.0.tar\n");
    EXPECT_EQ(climb_one(demand("sums")), "holds: thing-1.0.0.tar is in SHA256SUMS");
    EXPECT_THAT(evidence, testing::Contains(testing::Pair("sums.sha256", fetched[0].sha256)));
    EXPECT_EQ(climb_one(demand("sums", {{"asset", "SHA256SUMS"}, {"algorithm", "sha256"}})),
              "holds: thing-1.0.0.tar is in SHA256SUMS");
    EXPECT_THAT(climb_one(demand("sums", {{"algorithm", "sha512"}})), HasSubstr("fails: thing-1.0.0.tar is not in"));
    EXPECT_THAT(climb_one(demand("sums", {{"algorithm", "md5"}})), HasSubstr("fails: could not be found out"));
    EXPECT_THAT(climb_one(demand("sums", {{"asset", "OTHER"}})), HasSubstr("absent"));
    upstream.put("https://up.test/1.0.0.sums", fetched[0].sha256 + "  thing-1.0.0.tar\n");
    EXPECT_EQ(climb_one(demand("sums", {{"url", "https://up.test/{v}.sums"}})),
              "holds: thing-1.0.0.tar is in 1.0.0.sums");
    upstream.put(candidate.assets[0].second, std::string(64, '0') + "  thing-1.0.0.tar\n");
    EXPECT_THAT(climb_one(demand("sums")), HasSubstr("fails: thing-1.0.0.tar has the sha256"));
    upstream.put(candidate.assets[0].second, "<html>not found</html>");
    EXPECT_THAT(climb_one(demand("sums")), HasSubstr("fails: could not be found out"));
    EXPECT_THAT(climb_one(demand("sums", {{"file", "nothing"}})), HasSubstr("no artefact is called"));
}

TEST_F(LadderTest, AFileOfEvidenceIsReadOnce) {
    give_asset("SHA256SUMS", fetched[0].sha256 + "  thing-1.0.0.tar\n");
    upstream.once(candidate.assets[0].second, {.body = fetched[0].sha256 + "  thing-1.0.0.tar\n"});
    upstream.once(candidate.assets[0].second, {.body = "another answer"});
    recipe.verify = {demand("sums"), demand("sums", {{"algorithm", "sha256"}})};
    EXPECT_THAT(climb().faults, IsEmpty());
    EXPECT_EQ(upstream.count(candidate.assets[0].second), 1);
}

TEST_F(LadderTest, Size) {
    EXPECT_THAT(climb_one(demand("size")), HasSubstr("absent: no size is told"));
    candidate.found["asset.size:thing-1.0.0.tar"] = std::to_string(fetched[0].bytes.size());
    EXPECT_THAT(climb_one(demand("size")), HasSubstr("holds"));
    candidate.found["asset.size:thing-1.0.0.tar"] = "1";
    EXPECT_THAT(climb_one(demand("size")), HasSubstr("fails"));
    candidate.found.clear();
    LockedDependency before = locked_as_fetched();
    before.version = "0.9.0";
    const uint64_t size = before.artefacts[0].size;
    EXPECT_THAT(climb_one(demand("size"), &before), HasSubstr("holds"));
    before.artefacts[0].size = size / 4 - 1;
    EXPECT_THAT(climb_one(demand("size"), &before), HasSubstr("fails"));
    EXPECT_THAT(climb_one(demand("size", {{"factor", "5"}}), &before), HasSubstr("holds"));
    before.artefacts[0].size = size * 5;
    EXPECT_THAT(climb_one(demand("size"), &before), HasSubstr("fails"));
    EXPECT_THAT(climb_one(demand("size", {{"factor", "0"}})), HasSubstr("fails: could not"));
}

TEST_F(LadderTest, Commit) {
    EXPECT_EQ(climb_one(demand("commit")), "holds: commit " + commit_a);
    EXPECT_EQ(climb_one(demand("commit", {{"commit", commit_a}})), "holds: commit " + commit_a);
    EXPECT_EQ(climb_one(demand("commit", {{"commit", commit_b}})),
              "fails: " + commit_b + " is pinned, and the tag is at " + commit_a);
    EXPECT_THAT(climb_one(demand("commit", {{"tree", commit_b}})), HasSubstr("needs `url` beside `tree`"));
    recipe.artefacts[0].kind = "archive";
    give(archive_of({{"a.c", "int a;"}}, commit_a));
    EXPECT_EQ(climb_one(demand("commit")), "holds: commit " + commit_a);
    give(archive_of({{"a.c", "int a;"}}, commit_b));
    EXPECT_THAT(climb_one(demand("commit")), HasSubstr("fails: thing-1.0.0.tar says that it is of commit " + commit_b));
    give(archive_of({{"a.c", "int a;"}}));
    candidate.commit.clear();
    EXPECT_THAT(climb_one(demand("commit")), HasSubstr("absent"));
}

class GitLadder : public LadderTest {
  protected:
    void SetUp() override {
        if (git.run("git --version").empty()) GTEST_SKIP() << "needs git";
        world.allow_local_git = true;
        world.git_folder = git.path("kept");
        git.run(
            "mkdir up && cd up && git init -q -b main . && printf 'int a;' > a.c && echo t > test.c && git add -A && "
            "git commit -qm one && git tag v1.0.0");
        url = "file://" + git.path("up");
        candidate.commit = git.run("git rev-parse HEAD", "up");
    }
    gitobjects::GitFixture git;
    std::string url;
};

TEST_F(GitLadder, TheArchivesFilesAreThoseOfTheCommit) {
    recipe.artefacts[0].kind = "archive";
    const auto wanted = [&] { return demand("commit", {{"url", url}, {"except", "made/** *.out"}}); };
    give(archive_of({{"a.c", "int a;"}, {"test.c", "t\n"}}));
    EXPECT_EQ(climb_one(wanted()),
              "holds: commit " + candidate.commit + ", tree " + git.run("git rev-parse 'HEAD^{tree}'", "up"));
    give(archive_of({{"a.c", "int a;"}, {"made/b.c", "x"}, {"c.out", "x"}}));
    EXPECT_THAT(climb_one(wanted()), HasSubstr("holds: "));
    EXPECT_THAT(climb_one(wanted()), HasSubstr("thing-1.0.0.tar lacks test.c"));
    give(archive_of({{"a.c", "int b;"}, {"test.c", "t\n"}}));
    EXPECT_THAT(climb_one(wanted()), HasSubstr("fails: thing-1.0.0.tar has other files than git: a.c"));
    give(archive_of({{"a.c", "int a;"}, {"backdoor.m4", "x"}}));
    EXPECT_THAT(climb_one(wanted()), HasSubstr("fails: thing-1.0.0.tar has files that git has not: backdoor.m4"));
    give(archive_of({{"a.c", "int a;"}}));
    EXPECT_THAT(climb_one(demand("commit", {{"url", url}, {"tree", commit_b}})), HasSubstr("fails: the tree is"));
    git.run("git commit -q --allow-empty -m two && git tag -f v1.0.0", "up");
    EXPECT_THAT(climb_one(wanted()), HasSubstr("fails: tag moved: " + candidate.commit + " by its source"));
}

TEST_F(GitLadder, ASecondSourceByGit) {
    give(archive_of({{"a.c", "int a;"}}));
    EXPECT_THAT(climb_one(demand("second-source", {{"git", url}})), HasSubstr("it lacks test.c"));
    give(archive_of({{"a.c", "int a;"}, {"configure", "generated"}}));
    EXPECT_THAT(climb_one(demand("second-source", {{"git", url}})),
                HasSubstr("fails: thing-1.0.0.tar has what commit"));
    EXPECT_THAT(climb_one(demand("second-source", {{"git", url}, {"except", "configure"}})), HasSubstr("holds"));
    EXPECT_THAT(climb_one(demand("second-source", {{"git", "ext::sh -c id"}})), HasSubstr("fails: could not"));
}

TEST_F(LadderTest, ASecondSourceByAnotherServer) {
    const std::string other = "https://mirror.test/thing-1.0.0.tar";
    const Demand wanted = demand("second-source", {{"url", "https://mirror.test/thing-{v}.tar"}});
    EXPECT_THAT(climb_one(wanted), HasSubstr("absent"));
    upstream.put(other, fetched[0].bytes);
    EXPECT_EQ(climb_one(wanted), "holds: https://mirror.test/thing-1.0.0.tar has the same bytes");
    upstream.put(other, fetched[0].bytes + std::string(10'240, '\0'));
    EXPECT_THAT(climb_one(wanted), HasSubstr("holds: the files of"));
    upstream.put(other, archive_of({{"a.c", "int b;"}}));
    EXPECT_THAT(climb_one(wanted), HasSubstr("fails: thing-1.0.0.tar differs from https://mirror.test"));
    recipe.artefacts[0].unpack = false;
    EXPECT_THAT(climb_one(wanted), HasSubstr("has other bytes"));
    EXPECT_THAT(climb_one(demand("second-source", {{"url", fetched[0].url}})), HasSubstr("that is the first one"));
    EXPECT_THAT(climb_one(demand("second-source")), HasSubstr("needs `url` or `git`"));
}

TEST_F(LadderTest, Pgp) {
    if (!test::Gpg::is_there()) GTEST_SKIP() << "needs gpg and gpgv";
    const test::Gpg gpg;
    const std::string key = gpg.make_key("release");
    files["keys/release.gpg"] = gpg.keyring();
    const auto wanted = [&](std::map<std::string, std::string> more = {}) {
        more.insert({{"keyring", "keys/release.gpg"}, {"signer", key}});
        return demand("pgp", more);
    };
    EXPECT_THAT(climb_one(wanted()), HasSubstr("absent: thing-1.0.0.tar has no signature"));
    give_asset("thing-1.0.0.tar.asc", gpg.sign(key, fetched[0].bytes, {}, {"--armor"}));
    EXPECT_EQ(climb_one(wanted()), "holds: thing-1.0.0.tar is signed by " + key);
    EXPECT_THAT(evidence, ElementsAre(testing::Pair("pgp.signer", key)));
    EXPECT_THAT(climb_one(demand("pgp", {{"keyring", "keys/release.gpg"}})), HasSubstr("pgp needs `signer`"));
    EXPECT_THAT(climb_one(demand("pgp", {{"keyring", "keys/none"}, {"signer", key}})),
                HasSubstr("is not in the project"));
    EXPECT_THAT(climb_one(demand("pgp", {{"keyring", "keys/release.gpg"}, {"signer", std::string(40, 'A')}})),
                HasSubstr("fails: other-signer"));
    // A signed list of checksums.
    give_asset("SHA256SUMS", fetched[0].sha256 + "  thing-1.0.0.tar\n");
    give_asset("SHA256SUMS.sig", gpg.sign(key, fetched[0].sha256 + "  thing-1.0.0.tar\n"));
    recipe.verify = {wanted({{"of", "SHA256SUMS"}}), demand("sums", {{"asset", "SHA256SUMS"}})};
    EXPECT_THAT(climb().faults, IsEmpty());
    EXPECT_EQ(upstream.count(candidate.assets[1].second), 1);
    give(archive_of({{"a.c", "int b;"}}));
    EXPECT_THAT(climb_one(wanted()), HasSubstr("fails: bad-signature"));
}

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

TEST_F(NpmLadder, Integrity) {
    EXPECT_THAT(climb_one(demand("npm-integrity")), HasSubstr("holds"));
    candidate.found["npm.integrity"] = npm::test::sri("other");
    EXPECT_THAT(climb_one(demand("npm-integrity")), HasSubstr("fails"));
    candidate.found["npm.integrity"] = npm::test::sri_sha1(fetched[0].bytes);
    EXPECT_THAT(climb_one(demand("npm-integrity")), HasSubstr("absent: the registry gives a SHA-1 alone"));
    candidate.found.erase("npm.integrity");
    EXPECT_THAT(climb_one(demand("npm-integrity")), HasSubstr("absent"));
    candidate.found.clear();
    EXPECT_THAT(climb_one(demand("npm-integrity")), HasSubstr("no artefact is the package's tarball"));
}

TEST_F(NpmLadder, Signature) {
    namespace signing = signing::test;
    const std::string key = signing::make_key(signing::KeyKind::p256);
    const auto keys_of = [](const std::string& private_key) {
        return fmt::format(R"({{"keys":[{{"expires":null,"keyid":"SHA256:k","keytype":"ecdsa-sha2-nistp256",)"
                           R"("scheme":"ecdsa-sha2-nistp256","key":"{}"}}]}})",
                           base64_encode(signing::public_key_der(private_key)));
    };
    EXPECT_THAT(climb_one(demand("npm-signature")), HasSubstr("absent: the registry signs nothing"));
    candidate.found["npm.signatures"] =
        "SHA256:k " + base64_encode(signing::sign_bytes(key, "@acme/thing@1.0.0:" + candidate.found["npm.integrity"])) +
        "\n";
    EXPECT_THAT(climb_one(demand("npm-signature")), HasSubstr("fails: could not be found out"));  // no keys there
    upstream.put("https://registry.npmjs.org/-/npm/v1/keys", keys_of(key));
    EXPECT_EQ(climb_one(demand("npm-signature")), "holds: signed by the registry's key SHA256:k");
    // Keys of the project: the registry is not asked for its own.
    files["keys.json"] = keys_of(signing::make_key(signing::KeyKind::p256));
    EXPECT_THAT(climb_one(demand("npm-signature", {{"keys", "keys.json"}})), HasSubstr("fails: signature-wrong"));
    files["keys.json"] = keys_of(key);
    EXPECT_THAT(climb_one(demand("npm-signature", {{"keys", "keys.json"}})), HasSubstr("holds"));
    candidate.version = "1.0.1";
    EXPECT_THAT(climb_one(demand("npm-signature")), HasSubstr("fails: signature-wrong"));
    candidate.version = "1.0.0";
    // A right signature over a tarball that is another.
    fetched[0].bytes += "x";
    EXPECT_THAT(climb_one(demand("npm-signature")), HasSubstr("fails"));
}

class SigstoreLadder : public NpmLadder {
  protected:
    // Of an envelope with that statement, logged.
    std::string provenance(const std::string& subject, const std::string& bytes) const {
        const std::string payload = fmt::format(
            R"({{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1",)"
            R"("subject":[{{"name":"{}","digest":{{"sha512":"{}"}}}}],"predicate":{{}}}})",
            subject, hex(sha2(ShaAlgorithm::sha512, bytes).view()));
        auto parts = store.sign_payload(store.signer(), payload);
        signing::test::EntryParts entry;
        entry.kind = "dsse";
        parts.entries.push_back(store.log(parts, entry));
        return store.json(parts);
    }
    std::string of_file(const std::string& bytes) const {
        auto parts = store.sign_file(store.signer(), bytes);
        parts.entries.push_back(store.log(parts));
        return store.json(parts);
    }
    void attest(const std::string& bundle) {
        upstream.put("https://registry.npmjs.org/-/npm/v1/attestations/@acme%2fthing@1.0.0",
                     R"({"attestations":[{"predicateType":"https://github.com/npm/attestation/x","bundle":{}},)"
                     R"({"predicateType":"https://slsa.dev/provenance/v1","bundle":)" +
                         bundle + "}]}");
    }
    SigstoreLadder() { files["root.json"] = store.trusted_root(); }

    signing::test::Sigstore store;
    const std::map<std::string, std::string> by_repository = {{"trusted_root", "root.json"},
                                                              {"repository", "example/thing"}};
};

TEST_F(SigstoreLadder, Provenance) {
    EXPECT_THAT(climb_one(demand("npm-provenance", by_repository)),
                HasSubstr("absent: the registry has no attestation"));
    candidate.found["npm.attestations"] = "https://evil.test/elsewhere";
    attest(provenance("pkg:npm/%40acme/thing@1.0.0", fetched[0].bytes));
    EXPECT_EQ(climb_one(demand("npm-provenance", by_repository)),
              "holds: built by " + std::string(signing::test::workflow));
    EXPECT_THAT(evidence, testing::Contains(testing::Pair("npm-provenance.issuer", signing::test::provider)));
    EXPECT_EQ(upstream.count("https://evil.test/elsewhere"), 0);
    auto words = by_repository;
    words["repository"] = "example/thin";  // a name that begins alike
    EXPECT_THAT(climb_one(demand("npm-provenance", words)), HasSubstr("fails: identity-mismatch"));
    words = by_repository;
    words["issuer"] = "https://other.test";
    EXPECT_THAT(climb_one(demand("npm-provenance", words)), HasSubstr("fails: issuer-mismatch"));
    EXPECT_THAT(climb_one(demand("npm-provenance", {{"trusted_root", "root.json"}})),
                HasSubstr("needs `identity` or `repository`"));
    attest(provenance("pkg:npm/%40acme/other@1.0.0", fetched[0].bytes));  // another package of that repository
    EXPECT_THAT(climb_one(demand("npm-provenance", by_repository)), HasSubstr("fails: subject-missing"));
    attest(provenance("pkg:npm/%40acme/thing@1.0.0", "other bytes"));
    EXPECT_THAT(climb_one(demand("npm-provenance", by_repository)), HasSubstr("fails: subject-missing"));
    attest("[]");
    EXPECT_THAT(climb_one(demand("npm-provenance", by_repository)), HasSubstr("fails: could not be found out"));
    const std::string url = "https://registry.npmjs.org/-/npm/v1/attestations/@acme%2fthing@1.0.0";
    std::string many = R"({"attestations":[)";
    for (int i = 0; i <= 100; ++i) many += R"({"predicateType":"x","bundle":{}},)";
    upstream.put(url, many.substr(0, many.size() - 1) + "]}");
    EXPECT_THAT(climb_one(demand("npm-provenance", by_repository)), HasSubstr("has more than 100 attestations"));
    upstream.put(url, R"({"attestations":[]})");
    EXPECT_THAT(climb_one(demand("npm-provenance", by_repository)), HasSubstr("absent: none of"));
}

TEST_F(SigstoreLadder, ABundleBesideTheArtefact) {
    recipe.artefacts[0].kind = "asset";
    EXPECT_THAT(climb_one(demand("sigstore", by_repository)), HasSubstr("absent: thing-1.0.0.tar has no bundle"));
    give_asset("thing-1.0.0.tar.sigstore.json", of_file(fetched[0].bytes));
    EXPECT_EQ(climb_one(demand("sigstore", by_repository)),
              "holds: thing-1.0.0.tar is signed by " + std::string(signing::test::workflow));
    EXPECT_THAT(climb_one(demand("sigstore", {{"trusted_root", "root.json"},
                                              {"identity", std::string(signing::test::workflow)},
                                              {"issuer", std::string(signing::test::provider)}})),
                HasSubstr("holds"));
    EXPECT_THAT(climb_one(demand("sigstore", {{"trusted_root", "root.json"}, {"identity", "a@b"}, {"issuer", "x"}})),
                HasSubstr("fails: identity-mismatch"));
    EXPECT_THAT(climb_one(demand("sigstore", {{"trusted_root", "root.json"}, {"identity", "a@b"}})),
                HasSubstr("needs `issuer` beside `identity`"));
    files["root.json"] = signing::test::Sigstore().trusted_root();  // of somebody else
    EXPECT_THAT(climb_one(demand("sigstore", by_repository)), HasSubstr("fails: "));
    files["root.json"] = store.trusted_root();
    fetched[0].bytes += "x";
    EXPECT_THAT(climb_one(demand("sigstore", by_repository)), HasSubstr("fails: content-changed"));
}

}  // namespace
}  // namespace ward::update
