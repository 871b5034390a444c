"""Vietnamese function words for peers that know none: without them every phrase would begin or end in one."""

_WORDS = """
và của là có được cho các những một này đó với trong đã không để khi đến từ theo về tại ở ra vào bị do sẽ đang
cũng như trên dưới sau trước còn nhiều ít hơn nhất rất thì mà nếu vì bởi nên nhưng hay hoặc cùng qua lại lên
xuống đây đấy kia ấy nào gì ai sao đâu bao mỗi mọi từng vẫn chỉ mới vừa rồi ngay phải cần muốn thể việc người
năm ngày tháng ông bà anh chị em họ tôi chúng ta mình nó hai ba bốn sáu bảy tám chín mười số biết nói rằng làm
đi tới giữa hết thêm nữa đều tự cả bằng so gồm nhằm
"""
FUNCTION_WORDS = frozenset(_WORDS.split())
