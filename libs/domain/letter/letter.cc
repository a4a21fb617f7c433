#include "libs/domain/letter/letter.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace cartera::letter {
namespace {

constexpr absl::string_view kStyle =
    "body{font:11pt/1.5 Georgia,serif;max-width:42em;margin:3em auto;padding:0 1em;color:#111}"
    "h1{font-size:1.4em}h2{font-size:1.1em;margin-top:1.6em}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{padding:.25em .5em;border-bottom:1px solid #999;text-align:left;vertical-align:top}"
    ".number{text-align:right;font-variant-numeric:tabular-nums}"
    ".total td{font-weight:bold;border-bottom:2px solid #111}"
    ".particulars th{width:12em;font-weight:normal;color:#444}"
    ".particulars td{overflow-wrap:anywhere}"
    ".signature{margin-top:3em}.signature p{margin:.2em 0}"
    "footer{margin-top:3em;border-top:1px solid #999;font-size:.8em;color:#444;"
    "overflow-wrap:anywhere}";

bool IsTotal(const Table& table, size_t row) {
  return std::binary_search(table.total_rows.begin(), table.total_rows.end(), row);
}

constexpr absl::string_view kMarkup = "\\`*_[]<>#|&~";

// "1." or "1)" and a space at the beginning of a line would be a list.
bool EndsListNumber(absl::string_view written, absl::string_view rest) {
  if (rest[0] != '.' && rest[0] != ')') return false;
  if (rest.size() > 1 && rest[1] != ' ' && rest[1] != '\n') return false;
  const absl::string_view line = written.substr(written.rfind('\n') + 1);
  return !line.empty() && line.find_first_not_of("0123456789") == absl::string_view::npos;
}

// Text that Markdown takes as itself: what would be markup is escaped.
std::string Plain(absl::string_view text) {
  std::string out;
  bool begins_line = true;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_list_mark = begins_line && (c == '-' || c == '+' || c == '=');
    if (is_list_mark || EndsListNumber(out, text.substr(i)) ||
        kMarkup.find(c) != absl::string_view::npos) {
      out += '\\';
    }
    out += c;
    begins_line = c == '\n' || (begins_line && c == ' ');
  }
  return out;
}

std::string MarkdownCell(absl::string_view text) {
  return absl::StrReplaceAll(Plain(text), {{"\n", " "}});
}

class Markdown {
 public:
  std::string operator()(const Heading& heading) const {
    return absl::StrCat("## ", MarkdownCell(heading.text), "\n");
  }
  std::string operator()(const Paragraph& paragraph) const {
    return absl::StrCat(absl::StrReplaceAll(Plain(paragraph.text), {{"\n", "  \n"}}), "\n");
  }
  std::string operator()(const Items& items) const {
    std::string out;
    for (const std::string& item : items.items) {
      absl::StrAppend(&out, "- ", absl::StrReplaceAll(Plain(item), {{"\n", "  \n  "}}), "\n");
    }
    return out;
  }
  std::string operator()(const Particulars& particulars) const {
    std::string out = "| | |\n|---|---|\n";
    for (const auto& [name, value] : particulars.rows) {
      absl::StrAppend(&out, "| ", MarkdownCell(name), " | ", MarkdownCell(value), " |\n");
    }
    return out;
  }
  std::string operator()(const Table& table) const {
    std::string out = Row(table.header, false);
    for (size_t i = 0; i < table.header.size(); ++i) {
      absl::StrAppend(&out, i < table.first_number_column ? "|---" : "|---:");
    }
    out += "|\n";
    for (size_t i = 0; i < table.rows.size(); ++i) out += Row(table.rows[i], IsTotal(table, i));
    return out;
  }
  std::string operator()(const Signature& signature) const {
    std::string out = absl::StrCat(MarkdownCell(signature.on_behalf_of), "\n");
    for (const std::string& line : signature.lines) {
      absl::StrAppend(&out, "\n- ", MarkdownCell(line));
    }
    return out + "\n";
  }

 private:
  static std::string Row(const std::vector<std::string>& cells, bool is_bold) {
    std::string out;
    for (const std::string& cell : cells) {
      const absl::string_view mark = is_bold && !cell.empty() ? "**" : "";
      absl::StrAppend(&out, "| ", mark, MarkdownCell(cell), mark, " ");
    }
    return out + "|\n";
  }
};

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"},
                                    {"<", "&lt;"},
                                    {">", "&gt;"},
                                    {"\"", "&quot;"},
                                    {"'", "&#39;"},
                                    {"\n", "<br>\n"}});
}

class Html {
 public:
  std::string operator()(const Heading& heading) const {
    return absl::StrCat("<h2>", Escaped(heading.text), "</h2>\n");
  }
  std::string operator()(const Paragraph& paragraph) const {
    return absl::StrCat("<p>", Escaped(paragraph.text), "</p>\n");
  }
  std::string operator()(const Items& items) const {
    std::string out = "<ul>\n";
    for (const std::string& item : items.items) {
      absl::StrAppend(&out, "<li>", Escaped(item), "</li>\n");
    }
    return out + "</ul>\n";
  }
  std::string operator()(const Particulars& particulars) const {
    std::string out = "<table class=\"particulars\">\n";
    for (const auto& [name, value] : particulars.rows) {
      absl::StrAppend(&out, "<tr><th scope=\"row\">", Escaped(name), "</th><td>", Escaped(value),
                      "</td></tr>\n");
    }
    return out + "</table>\n";
  }
  std::string operator()(const Table& table) const {
    std::string out =
        absl::StrCat("<table>\n<thead>", Row(table.header, "th scope=\"col\"", "th", table, false),
                     "</thead>\n<tbody>\n");
    for (size_t i = 0; i < table.rows.size(); ++i) {
      absl::StrAppend(&out, Row(table.rows[i], "td", "td", table, IsTotal(table, i)), "\n");
    }
    return out + "</tbody>\n</table>\n";
  }
  std::string operator()(const Signature& signature) const {
    std::string out =
        absl::StrCat("<div class=\"signature\">\n<p>", Escaped(signature.on_behalf_of), "</p>\n");
    for (const std::string& line : signature.lines) {
      absl::StrAppend(&out, "<p>", Escaped(line), "</p>\n");
    }
    return out + "</div>\n";
  }

 private:
  static std::string Row(const std::vector<std::string>& cells, absl::string_view open,
                         absl::string_view close, const Table& table, bool is_total) {
    std::string out = is_total ? "<tr class=\"total\">" : "<tr>";
    for (size_t i = 0; i < cells.size(); ++i) {
      absl::StrAppend(&out, "<", open, i < table.first_number_column ? "" : " class=\"number\"",
                      ">", Escaped(cells[i]), "</", close, ">");
    }
    return out + "</tr>";
  }
};

Particulars HeadOf(const Letter& letter) {
  Particulars head;
  const auto add = [&head](absl::string_view name, const std::string& value) {
    if (!value.empty()) head.rows.emplace_back(name, value);
  };
  add("From", absl::StrJoin(letter.envelope.sender, ", "));
  add("To", letter.envelope.addressee);
  add("Date", letter.envelope.date);
  add("Reference", letter.envelope.reference);
  return head;
}

}  // namespace

std::string ToMarkdown(const Letter& letter) {
  std::string out = absl::StrCat("# ", MarkdownCell(letter.title), "\n");
  if (const Particulars head = HeadOf(letter); !head.rows.empty()) {
    absl::StrAppend(&out, "\n", Markdown()(head));
  }
  for (const Block& block : letter.blocks)
    absl::StrAppend(&out, "\n", std::visit(Markdown(), block));
  if (!letter.imprint.empty()) out += "\n---\n";
  for (const std::string& line : letter.imprint) {
    absl::StrAppend(&out, "\n", Markdown()(Paragraph{line}));
  }
  return out;
}

std::string ToHtml(const Letter& letter) {
  std::string out =
      absl::StrCat("<!doctype html>\n<html lang=\"en\">\n<head>\n",
                   "<meta charset=\"utf-8\">\n<title>", Escaped(letter.title), "</title>\n<style>",
                   kStyle, "</style>\n</head>\n<body>\n<h1>", Escaped(letter.title), "</h1>\n");
  if (const Particulars head = HeadOf(letter); !head.rows.empty()) out += Html()(head);
  for (const Block& block : letter.blocks) out += std::visit(Html(), block);
  if (!letter.imprint.empty()) {
    out += "<footer>\n";
    for (const std::string& line : letter.imprint) out += Html()(Paragraph{line});
    out += "</footer>\n";
  }
  return out + "</body>\n</html>\n";
}

}  // namespace cartera::letter
