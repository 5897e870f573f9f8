#include "facts/npm/packument_source.h"

#include <map>
#include <utility>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/root.h"
#include "base/text.h"
#include "facts/inventory/npm_spec.h"
#include "facts/npm/feed.h"

namespace ward::npm {
namespace {

using Found = std::optional<Packument>;

class PackumentFile : public PackumentSource {
  public:
    explicit PackumentFile(std::map<std::string, Packument, std::less<>> documents)
        : documents_(std::move(documents)) {}

    Result<Found> packument(std::string_view name) override {
        const auto found = documents_.find(name);
        return found == documents_.end() ? std::nullopt : Found(found->second);
    }

  private:
    std::map<std::string, Packument, std::less<>> documents_;
};

class PackumentFolder : public PackumentSource {
  public:
    PackumentFolder(Root root, const PackumentLimits& limits) : root_(std::move(root)), limits_(limits) {}

    Result<Found> packument(std::string_view name) override {
        if (!inventory::npm::is_package_name(name)) return std::nullopt;
        for (const std::string& path :
             {std::string(name), replace_all(name, "/", "%2f"), replace_all(name, "/", "+")}) {
            const std::string file = path + ".json";
            const auto text = root_.read(file, limits_.bytes);
            if (!text && text.error().code == ErrorCode::not_found) continue;
            if (!text) return std::unexpected(text.error());
            WARD_TRY(Packument document, parse_packument(*text, file, limits_));
            if (document.name != name)
                return fail(ErrorCode::parse, fmt::format("is the document of {}", display(document.name)), file);
            return document;
        }
        return std::nullopt;
    }

  private:
    Root root_;
    PackumentLimits limits_;
};

class Downloaded : public PackumentSource {
  public:
    Downloaded(std::unique_ptr<net::Http> http, std::string registry, const PackumentLimits& limits)
        : http_(std::move(http)), registry_(std::move(registry)), limits_(limits) {
        while (registry_.ends_with('/')) registry_.pop_back();
    }

    Result<Found> packument(std::string_view name) override {
        if (!inventory::npm::is_package_name(name)) return std::nullopt;
        net::Request request{.url = fmt::format("{}/{}", registry_, replace_all(name, "/", "%2f")),
                             .headers = {{"Accept", "application/json"}}};
        request.limits.body_bytes = limits_.bytes;
        WARD_TRY(const net::Response response, http_->get(request));
        if (response.status == 404 || response.status == 410) return std::nullopt;
        WARD_TRY_VOID(net::check_status(response));
        WARD_TRY(Packument document, parse_packument(response.body, request.url, limits_));
        if (document.name != name)
            return fail(ErrorCode::parse, fmt::format("is the document of {}", display(document.name)), request.url);
        return document;
    }

  private:
    std::unique_ptr<net::Http> http_;
    std::string registry_;
    PackumentLimits limits_;
};

class FirstOf : public PackumentSource {
  public:
    explicit FirstOf(std::vector<std::unique_ptr<PackumentSource>> sources) : sources_(std::move(sources)) {}

    Result<Found> packument(std::string_view name) override {
        for (const auto& source : sources_) {
            WARD_TRY(Found found, source->packument(name));
            if (found) return found;
        }
        return std::nullopt;
    }

  private:
    std::vector<std::unique_ptr<PackumentSource>> sources_;
};

}  // namespace

Result<std::unique_ptr<PackumentSource>> packument_file(const std::string& path, const PackumentLimits& limits) {
    WARD_TRY(const std::string text, read_file(path, limits.bytes));
    std::map<std::string, Packument, std::less<>> documents;
    // One document may stand on many lines, many documents stand on one line each.
    auto whole = parse_packument(text, path, limits);
    if (whole) {
        std::string name = whole->name;
        documents.emplace(std::move(name), *std::move(whole));
    } else {
        WARD_TRY(const std::vector<FeedLine> lines, lines_of_feed(text, path));
        if (lines.size() < 2) return std::unexpected(whole.error());
        for (const FeedLine& line : lines) {
            WARD_TRY(Packument document, parse_packument(line.text, fmt::format("{}:{}", path, line.line), limits));
            std::string name = document.name;
            documents.insert_or_assign(std::move(name), std::move(document));
        }
    }
    return std::make_unique<PackumentFile>(std::move(documents));
}

Result<std::unique_ptr<PackumentSource>> packument_folder(const std::string& path, const PackumentLimits& limits) {
    WARD_TRY(Root root, Root::open(path));
    return std::make_unique<PackumentFolder>(std::move(root), limits);
}

std::unique_ptr<PackumentSource> packument_downloads(std::unique_ptr<net::Http> http, std::string registry,
                                                     const PackumentLimits& limits) {
    return std::make_unique<Downloaded>(std::move(http), std::move(registry), limits);
}

std::unique_ptr<PackumentSource> first_packument_of(std::vector<std::unique_ptr<PackumentSource>> sources) {
    return std::make_unique<FirstOf>(std::move(sources));
}

}  // namespace ward::npm
