// Importing from every kind of source, and what is told of what could not be read.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libdeflate.h>
#include <zstd.h>

#include "base/fd.h"
#include "facts/advisory/advisory.h"
#include "facts/advisory/limits.h"
#include "facts/advisory/swap.h"
#include "support/zip_writer.h"

namespace ward::advisory {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string record(std::string_view id, std::string_view modified = "2024-01-01T00:00:00Z") {
    return R"({"id":")" + std::string(id) + R"(","modified":")" + std::string(modified) +
           R"(","affected":[{"package":{"ecosystem":"npm","name":"p"},"versions":["1.0.0"]}]})";
}

std::string gzip(std::string_view text) {
    libdeflate_compressor* compressor = libdeflate_alloc_compressor(6);
    std::string out(libdeflate_gzip_compress_bound(compressor, text.size()), '\0');
    out.resize(libdeflate_gzip_compress(compressor, text.data(), text.size(), out.data(), out.size()));
    libdeflate_free_compressor(compressor);
    return out;
}

std::string zstd(std::string_view text) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
    return out;
}

std::string zip(const std::vector<std::pair<std::string, std::string>>& files) {
    test::ZipWriter writer;
    for (const auto& [name, text] : files) writer.add(name, text);
    return writer.finish();
}

class Import : public testing::Test {
  protected:
    Import() {
        std::string pattern = testing::TempDir() + "/ward-import-XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
        database_ = folder_ + "/data/advisories.db";
    }
    ~Import() override { std::filesystem::remove_all(folder_); }

    std::string file(const std::string& name, std::string_view bytes) {
        const std::string path = folder_ + "/" + name;
        EXPECT_TRUE(make_folders(path.substr(0, path.rfind('/'))));
        EXPECT_TRUE(replace_file(path, bytes));
        return path;
    }
    Result<ImportResult> run(std::vector<std::string> sources, bool accept_shrink = false) {
        return import({std::move(sources), database_, accept_shrink, std::nullopt}, Log());
    }
    // The ids in the database after importing one source, or the error.
    std::vector<std::string> ids_from(const std::string& source) {
        ::unlink(database_.c_str());
        const auto result = run({source});
        if (!result) return {"error: " + result.error().message()};
        last_ = *result;
        return ids();
    }
    std::vector<std::string> ids() {
        const Index index = Index::open(database_).value();
        EXPECT_TRUE(index.verify());
        std::vector<std::string> out;
        out.reserve(index.info().records);
        for (uint32_t i = 0; i < index.info().records; ++i) out.emplace_back(index.record(i).id);
        return out;
    }
    std::vector<std::string> problems_of(const std::string& source) {
        ids_from(source);
        std::vector<std::string> out;
        for (const std::string& problem : last_.problems) {
            EXPECT_TRUE(problem.starts_with(folder_ + "/")) << problem;
            out.push_back(problem.substr(folder_.size() + 1));
        }
        return out;
    }

    std::string folder_;
    std::string database_;
    ImportResult last_;
};

TEST_F(Import, reads_every_form_of_source) {
    const std::string a = record("A-1");
    const std::string b = record("B-1");
    const std::string pretty = "{\n  \"id\": \"P-1\",\n  \"modified\": \"2024-01-01T00:00:00Z\"\n}\n";
    const std::string lines = a + "\n" + b + "\r\n\n";
    EXPECT_THAT(ids_from(file("one.json", a)), ElementsAre("A-1"));
    EXPECT_THAT(ids_from(file("pretty.json", pretty)), ElementsAre("P-1"));
    EXPECT_THAT(ids_from(file("lines.ndjson", lines)), ElementsAre("A-1", "B-1"));
    EXPECT_THAT(ids_from(file("no-ending", lines)), ElementsAre("A-1", "B-1"));
    EXPECT_THAT(ids_from(file("array.json", "\xef\xbb\xbf [" + a + " ,\n" + pretty + "]")), ElementsAre("A-1", "P-1"));
    EXPECT_THAT(ids_from(file("stream.json", pretty + "\n" + a + b)), ElementsAre("A-1", "B-1", "P-1"));
    EXPECT_THAT(ids_from(file("lines.gz", gzip(lines))), ElementsAre("A-1", "B-1"));
    EXPECT_THAT(ids_from(file("array.zst", zstd("[" + a + "]"))), ElementsAre("A-1"));
    const std::string archive = zip({{"A-1.json", a}, {"sub/P-1.json", pretty}, {"more.ndjson", lines}});
    EXPECT_THAT(ids_from(file("all.zip", archive)), ElementsAre("A-1", "B-1", "P-1"));
    EXPECT_EQ(last_.duplicates, 1u);
    EXPECT_THAT(ids_from(file("all.zip.gz", gzip(archive))), ElementsAre("A-1", "B-1", "P-1"));
    const std::string nightly = zip({{"cves.zip", archive}});
    EXPECT_THAT(ids_from(file("nightly.zip.zip", nightly)), ElementsAre("A-1", "B-1", "P-1"));
    EXPECT_THAT(last_.problems, IsEmpty());
    const std::string deep = zip({{"deeper.zip", zip({{"deepest.zip", nightly}})}, {"B-1.json", b}});
    EXPECT_THAT(ids_from(file("deep.zip", deep)), ElementsAre("B-1"));
    EXPECT_THAT(last_.problems, ElementsAre(HasSubstr("is packed too many times")));
}

TEST_F(Import, reads_folders_and_the_layout_of_the_bucket) {
    file("osv/npm/all.zip", zip({{"A-1.json", record("A-1")}}));
    file("osv/PyPI/all.zip", zip({{"B-1.json", record("B-1")}}));
    file("osv/all.zip", zip({{"A-1.json", record("A-1")}, {"B-1.json", record("B-1")}}));
    file("osv/modified_id.csv", "2024-01-01T00:00:00Z,npm/A-1\n");
    file("osv/loose/C-1.json", record("C-1"));
    file("osv/loose/README.md", "words");
    EXPECT_THAT(ids_from(folder_ + "/osv"), ElementsAre("A-1", "B-1", "C-1"));
    EXPECT_EQ(last_.duplicates, 2u);
    EXPECT_THAT(last_.problems, IsEmpty());
    EXPECT_THAT(last_.info.notes, testing::Contains("1 file of another kind than records, not read"));
}

// As cvelistV5 lays them out: records, and lists of what changed that are none.
TEST_F(Import, reads_folders_and_zips_of_cve_records) {
    const std::string cve =
        R"({"dataType":"CVE_RECORD","cveMetadata":{"cveId":"CVE-2099-0001","state":"PUBLISHED"},"containers":{"cna":{"affected":[
        {"vendor":"zlib","product":"zlib","versions":[{"version":"0","lessThan":"1.3","status":"affected"}]}]}}})";
    file("cves/2099/0xxx/CVE-2099-0001.json", cve);
    file("cves/delta.json", R"({"fetchTime":"2099-01-01T00:00:00Z","numberOfChanges":0})");
    file("cves/deltaLog.json", "[]");
    EXPECT_THAT(ids_from(folder_ + "/cves"), ElementsAre("CVE-2099-0001"));
    EXPECT_THAT(last_.problems, IsEmpty());
    EXPECT_THAT(last_.info.notes, testing::Contains("2 files of another kind than records, not read"));
    EXPECT_THAT(ids_from(file("all.zip", zip({{"cves/deltaLog.json", "[]"}, {"cves/CVE-2099-0001.json", cve}}))),
                ElementsAre("CVE-2099-0001"));
    EXPECT_THAT(last_.problems, IsEmpty());
    EXPECT_EQ(Index::open(database_)->query({"CPE", "zlib:zlib", "1.2.13", {}}).size(), 1u);
}

// As OpenSSL lays them out: remarks on whole releases lie among the records. A broken record there is still told.
TEST_F(Import, tells_remarks_on_releases_from_broken_records) {
    const std::string cve =
        R"({"dataType":"CVE_RECORD","cveMetadata":{"cveId":"CVE-2099-0001","state":"PUBLISHED"},"containers":{"cna":{}}})";
    const std::string remarks =
        "\n{\n  \"statements\": [\n    {\"base\": \"0.1\", \"text\": \"out of support\"}\n  ],\n"
        "  \"disputed\": [{\"base\": \"0.2\", \"cve\": \"CVE-2099-0002\", \"text\": \"no flaw\"}]\n}\n\n";
    file("metadata/secjson/CVE-2099-0001.json", cve);
    file("metadata/secjson/statements.json", remarks);
    EXPECT_THAT(ids_from(folder_ + "/metadata"), ElementsAre("CVE-2099-0001"));
    EXPECT_THAT(last_.problems, IsEmpty());
    EXPECT_THAT(last_.info.notes, testing::Contains("1 file of another kind than records, not read"));
    const auto zip_with = [&](const std::string& name, const std::string& text) {
        return file("m.zip", zip({{"m/secjson/CVE-2099-0001.json", cve}, {"m/secjson/" + name, text}}));
    };
    EXPECT_THAT(ids_from(zip_with("statements.json", remarks)), ElementsAre("CVE-2099-0001"));
    EXPECT_THAT(last_.problems, IsEmpty());
    EXPECT_THAT(last_.info.notes, testing::Contains("1 file of another kind than records, not read"));

    EXPECT_THAT(problems_of(zip_with("CVE-2099-0003.json", R"({"containers":{"cna":{}}})")),
                ElementsAre(HasSubstr("CVE-2099-0003.json: ")));
    EXPECT_THAT(problems_of(zip_with("statements.json", remarks.substr(0, remarks.size() - 4))),
                ElementsAre(HasSubstr("statements.json: ")));
    EXPECT_THAT(problems_of(zip_with("statements.json", remarks + cve + "\n")), ElementsAre(HasSubstr(": has no id")));
    EXPECT_THAT(ids(), ElementsAre("CVE-2099-0001"));
    // Whoever names the file as a source expects records in it.
    EXPECT_THAT(problems_of(folder_ + "/metadata/secjson/statements.json"), ElementsAre(HasSubstr("has no id")));
}

TEST_F(Import, reads_pages_of_nvd_and_files_of_the_nodejs_working_group) {
    const std::string page =
        R"({"resultsPerPage":2,"startIndex":0,"totalResults":2,"format":"NVD_CVE","version":"2.0","vulnerabilities":[)"
        R"({"cve":{"id":"CVE-2099-1"}},{"cve":{"id":"CVE-2099-2"}}]})";
    const std::string core = R"({"cve":["CVE-2099-3"],"vulnerable":"8.x","patched":"^8.1.0"})";
    EXPECT_THAT(ids_from(file("page.json", page)), ElementsAre("NVD-CVE-2099-1", "NVD-CVE-2099-2"));
    EXPECT_THAT(ids_from(file("page.json.gz", gzip(page))), ElementsAre("NVD-CVE-2099-1", "NVD-CVE-2099-2"));
    EXPECT_THAT(ids_from(file("page.zip", zip({{"page.json", page}}))),
                ElementsAre("NVD-CVE-2099-1", "NVD-CVE-2099-2"));
    EXPECT_THAT(ids_from(file("7.json", core)), ElementsAre("NODEJS-CORE-7"));
    file("wg/vuln/core/8.json", core);
    file("wg/vuln/npm/9.json",
         R"({"id":9,"module_name":"m","cves":[],"vulnerable_versions":"<2","patched_versions":""})");
    file("wg/package.json", R"({"name":"wg"})");
    EXPECT_THAT(ids_from(folder_ + "/wg"), ElementsAre("NODEJS-CORE-8", "NODEJS-NPM-9"));
    EXPECT_THAT(last_.problems, IsEmpty());
    EXPECT_THAT(last_.info.notes, testing::Contains(HasSubstr("of another kind than records")));
    // What was imported is a source again, and so is the database.
    const std::string copy = folder_ + "/copy.db";
    std::filesystem::copy_file(database_, copy);
    EXPECT_THAT(ids_from(copy), ElementsAre("NODEJS-CORE-8", "NODEJS-NPM-9"));
    // A page that was cut off is told, and what it still has is read.
    EXPECT_THAT(ids_from(file("cut.zip", zip({{"cut.json", page.substr(0, page.size() - 4)}, {"7.json", core}}))),
                ElementsAre("NODEJS-CORE-7"));
    EXPECT_THAT(last_.problems, testing::SizeIs(1));
}

TEST_F(Import, reads_several_sources_and_standard_input) {
    const std::string a = file("a.json", record("A-1"));
    const std::string b = file("b.json", record("B-1"));
    const Fd input = open_file(b, O_RDONLY).value();
    const Fd kept(::dup(STDIN_FILENO));
    ASSERT_GE(::dup2(input.get(), STDIN_FILENO), 0);
    const auto result = run({a, "-"});
    if (kept.valid()) ::dup2(kept.get(), STDIN_FILENO);
    ASSERT_TRUE(result) << result.error().message();
    EXPECT_THAT(ids(), ElementsAre("A-1", "B-1"));
}

TEST_F(Import, reads_an_index_as_a_source) {
    ids_from(file("lines.ndjson", record("A-1") + "\n" + record("B-1") + "\n"));
    std::filesystem::copy_file(database_, folder_ + "/old.db");
    EXPECT_THAT(ids_from(folder_ + "/old.db"), ElementsAre("A-1", "B-1"));
    EXPECT_EQ(Index::open(database_).value().original(1).value(), record("B-1"));
}

TEST_F(Import, loses_only_what_cannot_be_read) {
    EXPECT_THAT(
        problems_of(file("x.ndjson", record("A-1") + "\n{\"id\": 1}\nrubbish\n" + record("B-1") + "\n{\"id\":")),
        ElementsAre("x.ndjson:2: has no id", HasSubstr("x.ndjson:3: "), HasSubstr("x.ndjson:5: ")));
    EXPECT_THAT(ids(), ElementsAre("A-1", "B-1"));

    EXPECT_THAT(problems_of(file("first.ndjson", "{\"id\":\n" + record("B-1") + "\n")),
                ElementsAre(HasSubstr("first.ndjson:1: ")));
    EXPECT_THAT(ids(), ElementsAre("B-1"));

    EXPECT_THAT(problems_of(file("x.zip", zip({{"A-1.json", record("A-1")},
                                               {"bad.json", "{\n\"id\":\"X-1\",\n\"modified\":}"},
                                               {"nested.zip", "PK"},
                                               {"empty.json", ""}}))),
                ElementsAre(HasSubstr("x.zip:nested.zip: is neither JSON nor a zip"),
                            HasSubstr("x.zip:empty.json: line 1: "), HasSubstr("x.zip:bad.json: line 3: ")));
    EXPECT_THAT(ids(), ElementsAre("A-1"));

    EXPECT_THAT(
        problems_of(file("x.json", "[" + record("A-1") + "," + record("B-1") + ",\n oops, " + record("C-1") + "]")),
        ElementsAre("x.json: line 2: is no JSON object; it and what follows is not read"));
    EXPECT_THAT(ids(), ElementsAre("A-1", "B-1"));

    file("folder/a.json", record("A-1"));
    file("folder/broken.zip", "PK\x03\x04 and no more");
    file("folder/broken.json", "not json");
    ASSERT_EQ(::symlink("/etc/passwd", (folder_ + "/folder/link.json").c_str()), 0);
    EXPECT_THAT(problems_of(folder_ + "/folder"),
                testing::UnorderedElementsAre(
                    HasSubstr("folder/broken.zip: is too short"),
                    "folder/link.json: is not a regular file (links are not "
                    "followed)",
                    "folder:broken.json: line 1: is no JSON object; it and what follows is not read"));
    EXPECT_THAT(ids(), ElementsAre("A-1"));
}

TEST_F(Import, numbers_lines_over_all_pieces_of_a_file) {
    std::string text;
    const std::string filler(3'000, 'x');
    for (int i = 1; i <= 2'000; ++i)
        text += i % 500 == 0 ? "{}\n" : R"({"id":"R-)" + std::to_string(i) + R"(","details":")" + filler + "\"}\n";
    EXPECT_THAT(problems_of(file("x.ndjson", text)),
                ElementsAre("x.ndjson:500: has no id", "x.ndjson:1000: has no id", "x.ndjson:1500: has no id",
                            "x.ndjson:2000: has no id"));
    EXPECT_EQ(last_.info.records, 1'996u);
}

TEST_F(Import, lists_a_thousand_problems_and_counts_the_rest) {
    std::string text = record("A-1") + "\n";
    for (int i = 0; i < 1'500; ++i) text += "{}\n";
    const auto result = run({file("x.ndjson", text)});
    ASSERT_TRUE(result) << result.error().message();
    ASSERT_EQ(result->problems.size(), 1'001u);
    EXPECT_EQ(result->problems.back(), "and 500 more");
}

TEST_F(Import, gives_the_same_file_on_one_thread_and_on_many) {
    std::string text;
    for (int i = 0; i < 3'000; ++i) text += record("R-" + std::to_string(i * 7'919 % 3'000)) + "\n";
    const std::string source = file("x.ndjson", text + std::string(2u << 20, '\n') + text);
    std::vector<std::string> files;
    for (const char* threads : {"1", "2", "7"}) {
        ::setenv("WARD_THREADS", threads, 1);  // NOLINT(concurrency-mt-unsafe)
        ids_from(source);
        files.push_back(read_file(database_, 1u << 30).value());
    }
    ::unsetenv("WARD_THREADS");  // NOLINT(concurrency-mt-unsafe)
    EXPECT_TRUE(files[0] == files[1] && files[0] == files[2]);
}

TEST_F(Import, fails_without_sources_or_records) {
    EXPECT_EQ(run({folder_ + "/nothing.zip"}).error().code, ErrorCode::not_found);
    EXPECT_THAT(run({file("x.txt", "words")}).error().message(), HasSubstr("is neither JSON nor a zip"));
    EXPECT_THAT(run({file("e.json", "")}).error().message(), HasSubstr("e.json: is empty"));
    EXPECT_THAT(run({file("n.json", "{}")}).error().message(), HasSubstr("no advisory record could be read; "));
    EXPECT_THAT(run({file("p.gz", gzip(gzip(gzip(gzip(record("A-1"))))))}).error().message(),
                HasSubstr("packed too many times"));
    EXPECT_FALSE(std::filesystem::exists(database_));
    EXPECT_EQ(import({{file("a.json", record("A-1"))}, database_, false, "yesterday"}, Log()).error().code,
              ErrorCode::usage);
}

TEST_F(Import, notes_when_the_sources_were_fetched) {
    const auto result = import({{file("a.json", record("A-1"))}, database_, false, "2026-01-02T03:04:05Z"}, Log());
    ASSERT_TRUE(result);
    EXPECT_EQ(result->info.updated, "2026-01-02T03:04:05Z");
}

std::string many(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += record("R-" + std::to_string(i)) + "\n";
    return text;
}

TEST_F(Import, refuses_to_lose_records_unless_told) {
    ASSERT_TRUE(run({file("x.ndjson", many(100))}));
    const auto fewer = run({file("x.ndjson", many(94))});
    ASSERT_FALSE(fewer);
    EXPECT_EQ(fewer.error().code, ErrorCode::limit);
    EXPECT_THAT(fewer.error().what, HasSubstr("94 records instead of 100"));
    EXPECT_EQ(ids().size(), 100u) << "the old one is still there";
    EXPECT_TRUE(run({file("x.ndjson", many(95))}));
    EXPECT_TRUE(run({file("x.ndjson", many(10))}, true));
    EXPECT_EQ(ids().size(), 10u);
}

TEST_F(Import, refuses_while_another_run_holds_the_lock) {
    ASSERT_TRUE(run({file("x.ndjson", many(3))}));
    const Fd lock = open_file(database_ + ".lock", O_RDWR).value();
    ASSERT_EQ(::flock(lock.get(), LOCK_EX), 0);
    const auto second = run({file("x.ndjson", many(4))});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
    EXPECT_EQ(ids().size(), 3u);
}

TEST_F(Import, keeps_the_database_before_and_clears_leftovers) {
    ASSERT_TRUE(run({file("x.ndjson", many(3))}));
    EXPECT_FALSE(std::filesystem::exists(previous_path(database_)));
    file("data/advisories.db.tmp.123", "half");
    file("data/advisories.db.tmp.123.prev", "half");
    file("data/advisories.db.txt", "somebody else's");
    ASSERT_TRUE(run({file("x.ndjson", many(4))}));
    ASSERT_TRUE(run({file("x.ndjson", many(5))}));
    EXPECT_EQ(Index::open(database_).value().info().records, 5u);
    EXPECT_EQ(Index::open(previous_path(database_)).value().info().records, 4u);
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/data"))
        names.push_back(entry.path().filename());
    EXPECT_THAT(names, testing::UnorderedElementsAre("advisories.db", "advisories.db.prev", "advisories.db.lock",
                                                     "advisories.db.txt"));
}

TEST_F(Import, leaves_readers_of_the_old_file_alone) {
    ASSERT_TRUE(run({file("x.ndjson", many(200))}));
    const Index old = Index::open(database_).value();
    ASSERT_TRUE(run({file("x.ndjson", many(300))}));
    ASSERT_TRUE(run({file("x.ndjson", many(400))}));
    EXPECT_TRUE(old.verify());
    EXPECT_EQ(old.info().records, 200u);
    EXPECT_EQ(old.original(7).value(), record(old.record(7).id));
}

TEST_F(Import, opens_the_previous_database_when_this_one_is_damaged) {
    ASSERT_TRUE(run({file("x.ndjson", many(3))}));
    ASSERT_TRUE(run({file("x.ndjson", many(4))}));
    auto opened = open_database(database_);
    ASSERT_TRUE(opened);
    EXPECT_THAT(opened->warnings, IsEmpty());
    EXPECT_EQ(opened->index->info().records, 4u);

    std::string bytes = read_file(database_, 1u << 30).value();
    ASSERT_TRUE(replace_file(database_, bytes.substr(0, bytes.size() / 2)));
    opened = open_database(database_);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->index->info().records, 3u);
    EXPECT_THAT(opened->warnings, ElementsAre(HasSubstr("advisories.db: has ")));

    // Damage inside, which a quick look does not see: queries tell, and a whole look falls back.
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    ASSERT_TRUE(replace_file(database_, bytes));
    opened = open_database(database_, Check::whole);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->index->info().records, 3u);
    EXPECT_THAT(opened->warnings,
                ElementsAre(HasSubstr("the previous database of 2024-01-01T00:00:00Z answers instead")));

    ASSERT_TRUE(replace_file(previous_path(database_), "rubbish"));
    EXPECT_EQ(open_database(database_, Check::whole).error().code, ErrorCode::damaged)
        << "never silence, never starter";
}

TEST_F(Import, opens_the_starter_set_when_there_is_nothing) {
    const auto opened = open_database(database_);
    ASSERT_TRUE(opened) << opened.error().message();
    EXPECT_TRUE(opened->index->info().starter);
}

TEST_F(Import, replaces_a_damaged_database) {
    file("data/advisories.db", "rubbish");
    EXPECT_THAT(ids_from(file("x.ndjson", many(2))), ElementsAre("R-0", "R-1"));
}

TEST_F(Import, refuses_a_record_over_the_limit_and_keeps_the_others) {
    const std::string huge = R"({"id":"H-1","details":")" + std::string(limits::record_bytes, 'x') + "\"}";
    EXPECT_THAT(problems_of(file("x.ndjson", record("A-1") + "\n" + huge + "\n" + record("B-1") + "\n")),
                ElementsAre("x.ndjson:2: is larger than 16777216 bytes"));
    EXPECT_THAT(ids(), ElementsAre("A-1", "B-1"));
    EXPECT_THAT(problems_of(file("x.zip", zip({{"a.json", record("A-1")}, {"h.json", huge}}))),
                ElementsAre("x.zip:h.json: line 1: is larger than 16777216 bytes"));
    EXPECT_THAT(problems_of(file("x.json", "[" + record("A-1") + "," + huge + "]")),
                ElementsAre("x.json:1: is larger than 16777216 bytes"));
}

}  // namespace
}  // namespace ward::advisory
