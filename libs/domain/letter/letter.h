#ifndef CARTERA_LIBS_DOMAIN_LETTER_LETTER_H_
#define CARTERA_LIBS_DOMAIN_LETTER_LETTER_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace cartera::letter {

struct Heading {
  std::string text;
};
struct Paragraph {
  std::string text;  // line breaks are kept
};
struct Items {
  std::vector<std::string> items;
};
// Names on the left, values on the right.
struct Particulars {
  std::vector<std::pair<std::string, std::string>> rows;
};
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  size_t first_number_column = 0;  // from here on columns are numbers
  std::vector<size_t> total_rows;  // rising
};
// Who stands for the letter.
struct Signature {
  std::string on_behalf_of;
  std::vector<std::string> lines;
};
using Block = std::variant<Heading, Paragraph, Items, Particulars, Table, Signature>;

// What stands above the text.
struct Envelope {
  std::vector<std::string> sender;  // the widest body first
  std::string addressee;
  std::string date;
  std::string reference;
};

struct Letter {
  std::string title;
  std::vector<Block> blocks;
  Envelope envelope;
  std::vector<std::string> imprint;  // at the foot, of every page where there are pages
};

// The whole letter; every text in it reads as it was given, whatever characters it has. The HTML is
// a page of its own that loads nothing.
std::string ToMarkdown(const Letter& letter);
std::string ToHtml(const Letter& letter);

}  // namespace cartera::letter

#endif  // CARTERA_LIBS_DOMAIN_LETTER_LETTER_H_
