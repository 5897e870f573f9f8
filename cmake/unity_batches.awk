# Which sources may be compiled together. Reads all headers (the first HEADERS files) and then one library's sources; writes
# "BATCH SOURCE" for each source, at most SIZE in a batch.
#
# Sources of one batch must mean there what they mean alone. So no two of them share a name that one keeps to itself (in an
# unnamed namespace); none keeps a name that a header which another includes declares, in the same namespace or in one
# around it; and all open the same namespaces (`using namespace`). Two that both say `using X::y` mean the same. What is
# declared is told by the beginning of a line, as clang-format leaves it; a name that escapes this is, but for an overload,
# an error of the compiler.
function declared(line,    parts) {
    if (line ~ /^[ \t}#\/)*]/ || line ~ /^(template|extern|public:|private:|friend|static_assert|WARD_)/) return ""
    if (line ~ /^[A-Z_]+\(/) {  # TEST(Suite, name)
        split(line, parts, /[(),] */)
        return parts[2] "_" parts[3]
    }
    sub(/^namespace /, "using ", line)  # another name for one
    if (line ~ /^using /) { sub(/^using /, "", line); sub(/[ =;].*/, "", line); sub(/.*::/, "", line); return line }
    if (line ~ /^(class|struct|union|enum) /) {
        sub(/^(enum class|enum struct|enum|class|struct|union) /, "", line)
        sub(/[^A-Za-z0-9_].*/, "", line)
        return line
    }
    sub(/[({=;[].*/, "", line)
    sub(/ +$/, "", line)
    sub(/.*[ *&>]/, "", line)
    return line ~ /^[A-Za-z_][A-Za-z0-9_]*$/ ? line : ""
}

FNR == 1 {
    ++files
    depth = unnamed = 0
    path = FILENAME
    sub(/^.*\/(src|include)\//, "", path)
    if (files > HEADERS) sources[++count] = FILENAME
    else header_named[path] = files
}
/^#include "/ {
    split($0, quoted, "\"")
    includes[files] = includes[files] " " quoted[2]
    next
}
/^(inline )?namespace .*\{$/ {
    ++depth
    is_unnamed[depth] = $0 ~ /^namespace \{/
    if (is_unnamed[depth]) ++unnamed
    inner = $0
    sub(/^(inline )?namespace /, "", inner)
    sub(/ ?\{$/, "", inner)
    scope[depth] = scope[depth - 1] (is_unnamed[depth] ? "" : "::" inner)
    if (files <= HEADERS && depth == 1) {
        parts_count = split(inner, parts, "::")
        outer = ""
        for (k = 1; k <= parts_count; ++k) {
            outer = outer "::" parts[k]
            declared_by[outer] = declared_by[outer] " " files
        }
    }
    next
}
/^\}  \/\/ namespace/ {
    if (depth > 0) { if (is_unnamed[depth]) --unnamed; --depth }
    next
}
/^using (enum|namespace) / {
    if (files > HEADERS) opened[count] = opened[count] $0 "\n"
    next
}
$0 != "" {
    name = declared($0)
    if (name == "") next
    name = scope[depth] "::" name
    # Said twice, `using testing::Each;` and `namespace js = javascript;` still mean one thing.
    alias = /^using [^=]*;$/ ? $2 : /^namespace [^{]*=/ ? $4 : ""
    if (files <= HEADERS) {
        declared_by[name] = declared_by[name] " " files
        if (alias != "") meant_by[files, name] = alias
    } else if (unnamed > 0 || /^(using|namespace) /) {
        kept[count] = kept[count] " " name
        if (alias != "") meant[count, name] = alias
    }
    else shown[count] = shown[count] " " name
}

# Marks in seen[source, header] what the file includes, directly or not.
function follow(source, file,    list, n, i, header) {
    n = split(includes[file], list, " ")
    for (i = 1; i <= n; ++i) {
        header = header_named[list[i]]
        if (header == "" || ((source, header) in seen)) continue
        seen[source, header] = 1
        included[source] = included[source] " " header
        follow(source, header)
    }
}
# Sets foreign[source]: the headers that no other source of its batch may include.
function find_foreign(source,    own, n, k, parts, m, i, at, list, by, count_by, j) {
    n = split(kept[source], own, " ")
    for (k = 1; k <= n; ++k) {
        m = split(own[k], parts, "::")
        at = ""
        for (i = 1; i < m; ++i) {
            at = at (i > 1 ? "::" parts[i] : "")
            count_by = split(declared_by[at "::" parts[m]], by, " ")
            for (j = 1; j <= count_by; ++j)
                if (!((source, own[k]) in meant) || meant_by[by[j], at "::" parts[m]] != meant[source, own[k]])
                    list = list " " by[j]
        }
    }
    n = split(list, own, " ")
    for (k = 1; k <= n; ++k) foreign[source] = foreign[source] " " own[k]
}
function fits(batch, source,    list, n, k) {
    if (size[batch] >= SIZE || opened_by[batch] != opened[source]) return 0
    n = split(kept[source], list, " ")
    for (k = 1; k <= n; ++k)
        if ((batch, list[k]) in used && (!((source, list[k]) in meant) || used[batch, list[k]] != meant[source, list[k]]))
            return 0
    n = split(shown[source], list, " ")
    for (k = 1; k <= n; ++k) if ((batch, list[k]) in used && used[batch, list[k]] != "shown") return 0
    n = split(foreign[source], list, " ")
    for (k = 1; k <= n; ++k) if ((batch, list[k]) in behind) return 0
    n = split(included[source], list, " ")
    for (k = 1; k <= n; ++k) if ((batch, list[k]) in barred) return 0
    return 1
}
function put(batch, source,    list, n, k) {
    ++size[batch]
    opened_by[batch] = opened[source]
    n = split(shown[source], list, " ")
    for (k = 1; k <= n; ++k) used[batch, list[k]] = "shown"
    n = split(kept[source], list, " ")
    for (k = 1; k <= n; ++k) used[batch, list[k]] = (source, list[k]) in meant ? meant[source, list[k]] : "kept"
    n = split(included[source], list, " ")
    for (k = 1; k <= n; ++k) behind[batch, list[k]] = 1
    n = split(foreign[source], list, " ")
    for (k = 1; k <= n; ++k) barred[batch, list[k]] = 1
    print batch, sources[source]
}
function place(source,    batch) {
    for (batch = 1; batch <= batches && !fits(batch, source); ++batch) {}
    if (batch > batches) batches = batch
    put(batch, source)
}
END {
    for (i = 1; i <= count; ++i) {
        follow(i, HEADERS + i)
        find_foreign(i)
    }
    # Those that bar others from their batch come first, so that they share few.
    for (i = 1; i <= count; ++i) if (foreign[i] != "") place(i)
    for (i = 1; i <= count; ++i) if (foreign[i] == "") place(i)
}
