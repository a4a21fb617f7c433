#ifndef CARTERA_LIBS_LETTER_PDF_PAGE_FLOW_H_
#define CARTERA_LIBS_LETTER_PDF_PAGE_FLOW_H_

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "libs/letter_pdf/type_setter.h"

namespace cartera::letter_pdf {

// Where text may stand; from the upper left corner of the page, in points.
struct Frame {
  double left = 0;
  double top = 0;
  double width = 0;
  double bottom = 0;
};

// What is drawn, in this order.
struct DrawnLine {
  SetText text;
  size_t line = 0;
  double left = 0;
  double baseline = 0;
};
struct DrawnBar {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
  double grey = 0;
};
// What a part of the text is, by the names of PDF's structure: "P", "H2", "TD".
struct Opens {
  std::string tag;
};
struct Closes {
  std::string tag;
};
using Mark = std::variant<DrawnLine, DrawnBar, Opens, Closes>;
using Page = std::vector<Mark>;

// Fills pages from top to bottom.
class PageFlow {
 public:
  explicit PageFlow(const Frame& frame) : frame_(frame), pages_(1), at_(frame.top) {}

  const Frame& frame() const { return frame_; }
  double At() const { return at_; }
  double Room() const { return frame_.bottom - at_; }
  bool AtTop() const { return at_ <= frame_.top; }

  // White space, which a new page does not begin with.
  void Skip(double height);
  // White space also there.
  void MoveTo(double top) { at_ = top; }
  void NewPage();
  // Begins a new page unless there is so much room left.
  void Need(double height);

  void Open(std::string tag) { pages_.back().emplace_back(Opens{std::move(tag)}); }
  void Close(std::string tag) { pages_.back().emplace_back(Closes{std::move(tag)}); }
  // Draws without going on.
  void Bar(const DrawnBar& bar) { pages_.back().emplace_back(bar); }
  void Line(const SetText& text, size_t line, double left, double top);
  void Block(const SetText& text, double left, double top);
  // Draws and goes on, over as many pages as it takes; no page ends or begins with one line of more
  // than three.
  void Paragraph(const SetText& text, double left);

  std::vector<Page> TakePages() { return std::move(pages_); }

 private:
  Frame frame_;
  std::vector<Page> pages_;
  double at_;
};

}  // namespace cartera::letter_pdf

#endif  // CARTERA_LIBS_LETTER_PDF_PAGE_FLOW_H_
