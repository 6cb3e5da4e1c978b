import { Bell, ChatDotRound, ChatLineRound, Checked, ChatLineSquare, CircleCheck, Collection, CollectionTag, Connection, DataBoard, Grid, House, Location, MagicStick, Postcard, Search, Setting, Upload } from '@element-plus/icons-vue'
import { createRouter, createWebHashHistory } from 'vue-router'
import { resume, session } from './session'

/** The rooms, in the groups of the menu. */
export const roomGroups = [
  { title: '日常', rooms: [
    { name: 'home', title: '工作台', icon: House },
    { name: 'cases', title: '事项', icon: DataBoard },
    { name: 'talks', title: '找人说话', icon: ChatLineRound },
    { name: 'tables', title: '一套表', icon: Grid },
    { name: 'scenarios', title: '智慧场景', icon: MagicStick },
    { name: 'claims', title: '办理', icon: Checked },
    { name: 'notices', title: '通知外呼', icon: Bell },
  ] },
  { title: '查询', rooms: [
    { name: 'find', title: '一键查询', icon: Search },
    { name: 'ask', title: '问一问', icon: ChatLineSquare },
    { name: 'compare', title: '名单比对', icon: Connection },
  ] },
  { title: '资料', rooms: [
    { name: 'registry', title: '基础库', icon: Collection },
    { name: 'import', title: '批量导入', icon: Upload },
    { name: 'truth', title: '核对', icon: CircleCheck },
    { name: 'cards', title: '拍证件', icon: Postcard },
    { name: 'addresses', title: '地址库', icon: Location },
  ] },
  { title: '设置', rooms: [
    { name: 'dictionary', title: '字段库', icon: CollectionTag },
    { name: 'settings', title: '设置', icon: Setting },
    { name: 'account', title: '微信公众号', icon: ChatDotRound },
  ] },
]
const rooms = roomGroups.flatMap(group => group.rooms)
export const isOpen = (room: { name: string }) => session.value?.rooms.includes(room.name) ?? false
export const openRooms = () => rooms.filter(isOpen)

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: '/home' },
    { path: '/sign-in', name: 'sign-in', component: () => import('./rooms/sign-in/SignIn.vue'), meta: { title: '登录' } },
    { path: '/home', name: 'home', component: () => import('./rooms/home/HomeRoom.vue') },
    { path: '/cases/reviews', name: 'reviews', component: () => import('./rooms/cases/ReviewsPage.vue'), meta: { room: 'cases' } },
    { path: '/cases/:number?', name: 'cases', component: () => import('./rooms/cases/CasesRoom.vue') },
    { path: '/talks', name: 'talks', component: () => import('./rooms/talks/TalksRoom.vue') },
    { path: '/tables', name: 'tables', component: () => import('./rooms/tables/TablesRoom.vue') },
    { path: '/tables/forms', name: 'forms', component: () => import('./rooms/tables/FormDrop.vue'), meta: { room: 'tables' } },
    { path: '/tables/forms/:id', name: 'form', component: () => import('./rooms/tables/FormPage.vue'), meta: { room: 'tables' } },
    { path: '/tables/reports', name: 'reports', component: () => import('./rooms/tables/ReportsRoom.vue'), meta: { room: 'tables' } },
    { path: '/tables/reports/:id', name: 'report', component: () => import('./rooms/tables/ReportPage.vue'), meta: { room: 'tables' } },
    { path: '/tables/reports/:id/stamp', name: 'stamp', component: () => import('./rooms/tables/StampPage.vue'), meta: { room: 'tables' } },
    { path: '/tables/statistics', name: 'statistics', component: () => import('./rooms/tables/StatisticsPage.vue'), meta: { room: 'tables' } },
    { path: '/tables/own', name: 'own-forms', component: () => import('./rooms/tables/OwnForms.vue'), meta: { room: 'tables' } },
    { path: '/tables/own/new', name: 'own-form-new', component: () => import('./rooms/tables/FormBuilder.vue'), meta: { room: 'tables' } },
    { path: '/tables/own/:id', name: 'own-form', component: () => import('./rooms/tables/OwnFormPage.vue'), meta: { room: 'tables' } },
    { path: '/tables/own/:id/edit', name: 'own-form-edit', component: () => import('./rooms/tables/FormBuilder.vue'), meta: { room: 'tables' } },
    { path: '/tables/events', name: 'table-events', component: () => import('./rooms/tables/EventsPage.vue'), meta: { room: 'tables' } },
    { path: '/tables/events/:id', name: 'table-event', component: () => import('./rooms/tables/EventPage.vue'), meta: { room: 'tables' } },
    { path: '/tables/returns', name: 'returns', component: () => import('./rooms/tables/ReturnDrop.vue'), meta: { room: 'tables' } },
    { path: '/tables/returns/:id', name: 'return', component: () => import('./rooms/tables/ReturnPage.vue'), meta: { room: 'tables' } },
    { path: '/tables/overlap', name: 'overlap', component: () => import('./rooms/tables/OverlapPage.vue'), meta: { room: 'tables' } },
    { path: '/tables/traces', name: 'traces', component: () => import('./rooms/tables/TracePage.vue'), meta: { room: 'tables' } },
    { path: '/find', name: 'find', component: () => import('./rooms/find/FindRoom.vue') },
    { path: '/find/:id', name: 'person', component: () => import('./rooms/find/PersonPage.vue'), meta: { room: 'find' } },
    { path: '/ask', name: 'ask', component: () => import('./rooms/ask/AskRoom.vue') },
    { path: '/truth', name: 'truth', component: () => import('./rooms/truth/TruthRoom.vue') },
    { path: '/scenarios', name: 'scenarios', component: () => import('./rooms/scenarios/ScenariosRoom.vue') },
    { path: '/claims', name: 'claims', component: () => import('./rooms/claims/ClaimsRoom.vue') },
    { path: '/claims/lists/:id', name: 'paid-list', component: () => import('./rooms/claims/PaidListPage.vue'), meta: { room: 'claims' } },
    { path: '/claims/:id', name: 'claim', component: () => import('./rooms/claims/ClaimPage.vue'), meta: { room: 'claims' } },
    { path: '/claims/:id/letter', name: 'claim-letter', component: () => import('./rooms/claims/LetterPage.vue'), meta: { room: 'claims' } },
    { path: '/scenarios/plan', name: 'plan', component: () => import('./rooms/scenarios/PlanPage.vue'), meta: { room: 'scenarios' } },
    { path: '/scenarios/:name', name: 'scenario', component: () => import('./rooms/scenarios/ScenarioPage.vue'), meta: { room: 'scenarios' } },
    { path: '/scenarios/:name/edit', name: 'scenario-edit', component: () => import('./rooms/scenarios/ScenarioEditor.vue'), meta: { room: 'scenarios' } },
    { path: '/scenarios/needs', name: 'needs', component: () => import('./rooms/scenarios/NeedsPage.vue'), meta: { room: 'scenarios' } },
    { path: '/scenarios/schedule/:person/:name?', name: 'schedule', component: () => import('./rooms/scenarios/SchedulePage.vue'), meta: { room: 'scenarios' } },
    { path: '/notices', name: 'notices', component: () => import('./rooms/notices/NoticesRoom.vue') },
    { path: '/registry', name: 'registry', component: () => import('./rooms/registry/RegistryRoom.vue') },
    { path: '/registry/:kind(house|organisation|place)/:id', name: 'thing', component: () => import('./rooms/registry/ThingPage.vue'), meta: { room: 'registry' } },
    { path: '/import', name: 'import', component: () => import('./rooms/import/ImportRoom.vue') },
    { path: '/import/:id', name: 'import-batch', component: () => import('./rooms/import/ImportBatch.vue'), meta: { room: 'import' } },
    { path: '/dictionary', name: 'dictionary', component: () => import('./rooms/dictionary/DictionaryRoom.vue') },
    { path: '/cards', name: 'cards', component: () => import('./rooms/cards/CardsRoom.vue') },
    { path: '/addresses', name: 'addresses', component: () => import('./rooms/addresses/AddressesRoom.vue') },
    { path: '/compare', name: 'compare', component: () => import('./rooms/compare/CompareRoom.vue') },
    { path: '/compare/:id', name: 'comparison', component: () => import('./rooms/compare/ComparisonPage.vue'), meta: { room: 'compare' } },
    { path: '/settings', name: 'settings', component: () => import('./rooms/settings/SettingsRoom.vue') },
    { path: '/settings/menu', name: 'account-menu', component: () => import('./rooms/settings/MenuPage.vue'), meta: { room: 'settings' } },
    { path: '/settings/codes', name: 'codes', component: () => import('./rooms/settings/CodesPage.vue'), meta: { room: 'settings' } },
    { path: '/account', name: 'account', component: () => import('./rooms/account/AccountRoom.vue') },
    { path: '/:rest(.*)*', redirect: '/home' },
  ],
})

/** Where a subject of the registry is read: a person in 一键查询, all else in 基础库. */
export const subjectPage = (kind: string, id: string) => kind === 'person' ? { name: 'person', params: { id } } : { name: 'thing', params: { kind, id } }

export const roomOf = (route: { name?: unknown; meta: Record<string, unknown> }) => String(route.meta.room ?? route.name)

router.beforeEach(async to => {
  if (to.name === 'sign-in') return
  if (!session.value) {
    try { await resume() } catch { return { name: 'sign-in', query: { to: to.fullPath } } }
  }
  const open = openRooms()
  if (open.length && !open.some(room => room.name === roomOf(to))) return { name: open[0].name }
})

router.afterEach(to => {
  const room = rooms.find(each => each.name === roomOf(to))
  document.title = `${room?.title ?? '登录'} · 一表通`
})
