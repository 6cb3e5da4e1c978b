import { ref } from 'vue'

/** Sizes of type; from the second on it is the elder version (18 pt and more, larger things to touch). */
export const sizes = ['普通', '大字', '特大', '最大']
export const size = ref<number>(Number(uni.getStorageSync('size')) || 0)

export function setSize(chosen: number) {
  size.value = chosen
  uni.setStorageSync('size', chosen)
}
